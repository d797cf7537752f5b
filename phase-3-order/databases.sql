-- Run by Postgres when compose makes its volume: a database for each service, which only its own role may connect to.
\getenv auth_password AUTH_DATABASE_PASSWORD
\getenv product_password PRODUCT_DATABASE_PASSWORD
\getenv cart_password CART_DATABASE_PASSWORD
\getenv order_password ORDER_DATABASE_PASSWORD
\getenv payment_password PAYMENT_DATABASE_PASSWORD
\getenv analytics_password ANALYTICS_DATABASE_PASSWORD
\getenv projector_password PROJECTOR_DATABASE_PASSWORD
\getenv provider_password PROVIDER_DATABASE_PASSWORD

create role auth login password :'auth_password';
create database authdb owner auth;
revoke connect on database authdb from public;

create role product login password :'product_password';
create database productdb owner product;
revoke connect on database productdb from public;

create role cart login password :'cart_password';
create database cartdb owner cart;
revoke connect on database cartdb from public;

create role order_service login password :'order_password';
create database orderdb owner order_service;
revoke connect on database orderdb from public;

create role payment login password :'payment_password';
create database paymentdb owner payment;
revoke connect on database paymentdb from public;

create role analytics login password :'analytics_password';
create database analyticsdb owner analytics;
revoke connect on database analyticsdb from public;

create role projector login password :'projector_password';
create database projectordb owner projector;
revoke connect on database projectordb from public;

create role provider login password :'provider_password';
create database providerdb owner provider;
revoke connect on database providerdb from public;
