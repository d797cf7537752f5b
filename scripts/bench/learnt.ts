// What was learnt on the way to the targets, in the order in which it was. Figures of other runs, kept here by hand: `before`
// and `after` say of what, and in which unit. All of phase 3, on machines of 2 cores.

export type Lesson = { what: string; why: string; before: string; after: string }

export const learnt: Lesson[] = [
  {
    what: 'statements are named, so that Postgres parses and plans each once for each connection',
    why: 'pg_stat_statements: 0.1 to 0.4 ms for each statement of one row',
    before: '25 ms in statements per order',
    after: '11 ms',
  },
  {
    what: 'what belongs together is one statement, and what is alone in its transaction needs none',
    why: 'a count of statements; an empty commit costs half of what a select does',
    before: '135 statements per order',
    after: '82',
  },
  {
    what: 'events are sent, and rows leave the outbox, together with those that come at the same time',
    why: 'a count of requests: one to Kafka for each event',
    before: '11 ms of CPU in Kafka per order',
    after: '4 ms, at 20 orders a second',
  },
  {
    what: 'readers gather for up to 250 ms, and handle a batch with the statements of one event',
    why: 'a count of transactions: one for nearly each event',
    before: '2.1 transactions of analytics-service per order, 18 statements',
    after: '1.3 and 8',
  },
  {
    what: 'an index for the story of an order',
    why: 'the tables were filled: each event read the stories of all orders',
    before: '221 ms of CPU per order with 100,000 orders',
    after: '128 ms, against 115 ms with 1,000',
  },
  {
    what: 'the gateway keeps connections for what only reads',
    why: 'a profile: names looked up, connections opened and closed, headers copied',
    before: '1.1 ms of CPU in the gateway for a list of products, 584 lists a second',
    after: '0.5 ms, 1,043',
  },
  {
    what: 'sagas have three connections to the database for themselves',
    why: 'the longest queue: who checked out waited behind the sagas of those before',
    before: '650 ms to accept with 8 clients, p50, before all of these',
    after: '180 to 220 ms after all of them',
  },
  {
    what: 'processes are woken less often: by the sampling of the event loop, relays, readers of Kafka',
    why: 'a profile of a shop without customers: a hundred timers a second in each process',
    before: '9.6 % of a core, idle, all services',
    after: '5 %',
  },
  {
    what: 'a process has 2 times 8 MB for objects that live as long as a request',
    why: 'memory of each process: the busy ones had grown by 100 MB, and auth-service had not',
    before: '1,598 MB after the bursts, 80 ms of CPU per order',
    after: '1,343 MB, 76 ms',
  },
  {
    what: 'the promise of a checkout, each move of a saga, a hold and the end of a charge are one statement of several parts; what its writer knows is not read again',
    why: 'a count of statements, each 0.3 ms in both processes, and a list of which only read what was written a moment ago',
    before: '53 ms of CPU per order at 20 orders a second, 36 ms at 60',
    after: '36 and 25, with the three below',
  },
  {
    what: 'a payment is charged by whoever promises it; the card processor and keyed checkouts have connections that are kept',
    why: 'a profile: claims, names looked up, connections opened, the streams of fetch',
    before: '4.8 ms in payment-service per order, 0.41 ms in the gateway per checkout',
    after: '2.6 ms and 0.21 ms',
  },
  {
    what: 'acknowledgements to RabbitMQ are told together',
    why: 'a bench of one queue: each is a frame, and an entry in its log',
    before: '1 ms of CPU in RabbitMQ per message, at 100 a second',
    after: '0.7 ms',
  },
  {
    what: 'who asks for the same page at the same moment shares one answer, in one text',
    why: 'a profile of product-service: half of a page is the query and its rows',
    before: '2,170 lists a second',
    after: '3,620',
  },
  {
    what: 'while customers wait, order-service moves two sagas at a time',
    why: 'the longest queue, again: half of the cores worked for orders that were accepted before',
    before: '68 ms to accept with 8 clients, 138 ms with 32, p50',
    after: '56 and 101',
  },
  {
    what: 'statements of the outbox and of the cart leave Postgres no choice: looked up one by one, where a plan made for empty tables compared each with each, and read all carts to clear one',
    why: 'pg_stat_statements and auto_explain, at more orders than can be done',
    before:
      '2 ms of Postgres per order to claim events at 80 orders a second; 4.6 ms to clear a cart, with two replicas',
    after: '0.5 ms; 0.8 ms',
  },
  {
    what: 'nobody asks again before he has waited for twice as long as answers take at present; a message moves a saga of which its reader knows nothing, in one statement',
    why: 'a count of statements: 1,440 orders that came at once were asked for 2,613 times, and three of four answers took six statements instead of one',
    before:
      '26.7 completed orders a second with two of each service, 42.2 with one; 34 ms of Postgres per order',
    after: '57 and 62; 9.5 ms, with the plans above',
  },
  {
    what: 'a service has six connections to its database, and not ten; sagas are looked for once a second, and not twice',
    why: 'memory of each process, after bursts; a shop without customers, by the nanoseconds that Linux counts for each thread',
    before: 'Postgres 238 MB; 3 to 3.2 % of a core, idle, all services',
    after: '219 MB, with 272 orders accepted a second by 32 clients, and 278 before; 2.8 to 3 %',
  },
  {
    what: 'Postgres follows indexes entry by entry, in every connection: it read what was sent and deleted again and again',
    why: 'pg_stat_statements and auto_explain, after a burst: 2,194 blocks to claim 14 messages, by bitmaps, which do not mark dead rows, or by plans made when the table was empty',
    before:
      '1.8 ms of Postgres per order to claim messages and delete them; 21.8 ms of CPU at 100 orders a second',
    after: '0.4 ms; 20.1 ms',
  },
  {
    what: 'the C library keeps what a process has freed in two arenas, and not in eight for each core',
    why: 'memory of each process beside its heap: cart-service had 266 MB, with a heap of 59 and 6 in buffers',
    before: '1,365 to 1,560 MB after some 8,000 orders, in three runs',
    after:
      '1,361 to 1,403 MB, in three runs in between; no other figure differs by more than two runs without do',
  },
  {
    what: 'sagas that are to move at the same time do so by one statement, with a row for each',
    why: 'a bench of the statement: Postgres takes 0.3 to 0.5 ms for one saga, and 0.07 to 0.14 ms each for eight',
    before:
      '67, 51 and 71 completed orders a second where 110 come, on a slow day; 28 to 29 times the CPU that the gateway takes',
    after: '69, 85 and 87, in three runs in between; 23 to 24 times',
  },
  {
    what: 'sagas that move, and rows that leave the outbox, rest after each statement for twice as long as it took, at most 50 ms',
    why: 'the longest queue, once more, in a shop where the rest was turned on and off every few seconds, so that slow minutes of the machine meet both',
    before:
      '62, 63, 54 and 56 ms to accept with 8 clients, p50; p99 154, 145, 122 and 124; all ends 1 to 2 s after the last answer',
    after: '47, 39, 36 and 41 ms, in between; p99 99, 90, 127 and 122; 3 to 4 s',
  },
  {
    what: 'that rest is four times as long as the statement took, at most 100 ms, and not twice and 50',
    why: 'the same, with other numbers',
    before:
      '11.9 and 13.0 ms to accept with 1 client, p50; 40 and 42 ms with 8, p99 104 and 118. Of 180 orders a second two of each service complete 87 and 80, one of each 92 and 87',
    after:
      '11.5 and 11.4 ms, in between; 36 and 39 ms, 91 and 97. 93 and 90 by two, 85 and 83 by one: a message that is in hand waits longer, and there are 50 of them',
  },
  {
    what: 'a command to a cart is one statement, as long as nobody else is at that cart, and not a transaction of four ways to the database and back',
    why: 'a count of statements, and a profile of who sends: cart-service was busiest with sending, and with what stands around a transaction',
    before:
      '16.1, 16.6, 16.4 and 17.0 ms of CPU per order accepted by 8 clients; all ends 3.5 to 4.2 s after the last answer. 22.2 and 21.0 ms at 80 orders a second',
    after:
      '13.2, 12.6, 16.2 and 13.5 ms, in between; 1.6 to 1.9 s. 20.1 and 18.8 ms. At 20 a second chance is larger than the difference',
  },
  {
    what: 'commands to carts that come at the same time are one statement',
    why: 'the same as with sagas: what a statement costs, it costs for one row as for several',
    before:
      '14.8, 15.4, 14.0 and 13.7 ms of CPU per order accepted by 8 clients; 41, 43, 38 and 36 ms to accept, p50. 19.2 and 17.7 ms at 100 orders a second',
    after:
      '14.0, 12.3, 11.5 and 14.9 ms, in between; 41, 37, 33 and 35 ms. 17.7 and 18.3 ms. With one client chance is larger than the difference',
  },
  {
    what: 'the bench starts each phase once before it measures any',
    why: 'memory of each process after its first start, and after its second: who has to compile TypeScript keeps the compiler',
    before: '1,178 MB after the bursts of a short run, 17.1 s from nothing to an open shop',
    after: '1,070 MB, 15.4 s, with the same code',
  },
  {
    what: 'none: the same code on slower cores, an Intel Xeon with 2.1 GHz after an AMD EPYC',
    why: 'phase 0, whose order took 10.4 ms of CPU at 20 orders a second, and 14.3 ms then',
    before: '43.6 ms of CPU per order in phase 3, a ceiling of 90, 2,720 product lists a second',
    after: '53.7 ms, 70, 1,699',
  },
]

/** Tried, measured in turns with the shop as it is, and dropped. */
export type Attempt = { what: string; hope: string; seen: string }

export const inVain: Attempt[] = [
  {
    what: 'before sagas moved together: sagas that rest between their steps while customers wait, for one or three times as long as they took; the first command of an order, and commands in cart-service, that wait their turn',
    hope: 'who accepts with 8 clients has more of the cores',
    seen: 'nothing that a quarter more or less, which is what the machine does by itself, did not hide',
  },
  {
    what: 'relays of events that rest for 100 ms between their rounds',
    hope: 'fewer and larger batches',
    seen: '24.1 and 23.7 ms of CPU per order with it, 25.0 and 22.6 without',
  },
  {
    what: 'Kafka is asked once a second, and not twice; outboxes are looked through every 1.5 s, and not every second',
    hope: 'less to do while nobody comes',
    seen: 'as much of a core, idle, as before',
  },
  {
    what: 'commits of Postgres wait 0.3 ms for company (commit_delay)',
    hope: 'fewer waits for the disk',
    seen: '19.6 and 19.1 ms of CPU per order with it, at 110 orders a second; 19.9, 19.0 and 17.9 without',
  },
  {
    what: 'Postgres is reached by a Unix socket, and not by TCP',
    hope: 'the busiest function of order-service and cart-service is the one that sends',
    seen: '22.4 ms of CPU per order with it at 80 orders a second, 22.2 without; at 110 20.2 and 22.9, where three others without had 17.9 to 19.9: no gain that one run each could show, and none for Postgres in Docker',
  },
  {
    what: 'the same transaction of a command to a cart, sent in one go without waiting for answers in between (the pipeline of pg)',
    hope: 'one way to the database and back, and no second copy of what a command does',
    seen: '14.2, 14.6 and 13.7 ms of CPU per order with it, with 8 clients, 15.3, 17.0 and 15.8 without: what one statement saves as well, which needs no second way to talk to Postgres',
  },
  {
    what: 'all sagas go on only when no customer was there for 10 ms, until then three, six or twelve at a time',
    hope: 'who accepts with 8 clients meets no crowd of sagas that was let go in between',
    seen: '40, 45 and 48 ms to accept, p50, and 54 without; but where 100 orders a second come, 81 (six) and 90 (twelve) are completed, and 95 without',
  },
  {
    what: 'sagas rest for eight times as long as their statement took, at most 200 ms',
    hope: 'twice what four times and 100 ms had brought',
    seen: '10.2 ms to accept with 1 client, 33 with 8, p99 86; but of 100 orders a second 91 and 77 are completed, and of 180 62, where four times complete 85',
  },
  {
    what: 'while no customer is there, 12, 24, 100 or 200 sagas at a time go on, and not 50',
    hope: 'fewer: who accepts meets a smaller crowd; more: it does not wait for itself',
    seen: 'with 12, 37 ms to accept with 8 clients, p99 85, where 50 have 45 and 121, but 78 and 80 orders a second are completed, and 87 and 88 with 50. With 24, 47 and 127, and 91 orders. With 100 and 200, p99 150 where 50 have 109, and 92 and 89 orders, where 50 have 84',
  },
  {
    what: 'a plan is made once for each connection (plan_cache_mode); as it is, Postgres makes another one where it seems cheaper, for a list for instance',
    hope: 'nearly all statements of a checkout have a list in them',
    seen: '11.1, 10.8, 11.5 and 11.2 ms of Postgres per order at 20 orders a second with it, 12.4, 13.0, 13.6 and 12.0 without. But with a million orders in the tables it was 27 ms, where a thousand took 12, in the one run that was made',
  },
  {
    what: 'Postgres compiles no plan (jit)',
    hope: 'where it must read a table that has no index, it believes that to cost very much, and compiles the plan each time',
    seen: '13.3 and 11.3 ms of Postgres per order at 20 orders a second without, 13.6 and 12.0 with it; as much of a core, idle',
  },
  {
    what: 'commands to carts one at a time',
    hope: 'who asks for prices in cart-service meets fewer of them',
    seen: '48, 52, 47 and 52 ms to accept with 8 clients, p50; 54, 46, 45 and 40 without',
  },
]
