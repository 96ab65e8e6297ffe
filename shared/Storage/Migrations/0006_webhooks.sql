-- Lowest program: 0.1.0

-- Verified requests of storefronts, raw, until they are old. The body is personal data, sealed; the delivery is the platform's key of it.
-- attempts and waiting_since: of those that wait for something that could not be had.
create table webhook (
    id integer primary key,
    storefront text not null,
    delivery text not null,
    type text not null,
    headers text not null,
    body blob not null,
    received_at integer not null,
    state text not null check (state in ('received', 'waiting', 'applied', 'ignored', 'set-aside')),
    reason text,
    attempts integer not null default 0,
    waiting_since integer,
    applied_at integer,
    events integer,
    unique (storefront, delivery)
);

-- Almost all are applied, and those are found by their number.
create index webhook_open on webhook (state, id) where state in ('waiting', 'ignored', 'set-aside');
