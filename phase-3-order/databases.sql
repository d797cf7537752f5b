-- Run by Postgres when compose makes its volume: a database for each service, which only its own role may connect to.
\getenv ecommerce_password ECOMMERCE_DATABASE_PASSWORD
\getenv cart_password CART_DATABASE_PASSWORD
\getenv product_password PRODUCT_DATABASE_PASSWORD
\getenv analytics_password ANALYTICS_DATABASE_PASSWORD
\getenv provider_password PROVIDER_DATABASE_PASSWORD

create role ecommerce login password :'ecommerce_password';
create database ecommercedb owner ecommerce;
revoke connect on database ecommercedb from public;

create role cart login password :'cart_password';
create database cartdb owner cart;
revoke connect on database cartdb from public;

create role product login password :'product_password';
create database productdb owner product;
revoke connect on database productdb from public;

create role analytics login password :'analytics_password';
create database analyticsdb owner analytics;
revoke connect on database analyticsdb from public;

create role provider login password :'provider_password';
create database providerdb owner provider;
revoke connect on database providerdb from public;
