-- Lowest program: 0.1.0
-- What others are told of. key: what happened, told once; webhook_id: the same at every attempt, by it receivers know a repetition.
create table outbound_event (
    id integer primary key,
    key text not null unique,
    webhook_id text not null,
    type text not null,
    body text not null,
    created_at integer not null
);
create index outbound_event_created on outbound_event (created_at);

-- One event for one endpoint. attempt: begun in all; tries: begun since it was last queued, by the event or by a person.
-- sending_until: machine time until which an attempt without outcome may still be under way. parked: waits for another's attempt at the endpoint.
create table outbound_delivery (
    id integer primary key,
    event_id integer not null references outbound_event (id),
    endpoint text not null,
    state text not null check (state in ('waiting', 'sending', 'delivered', 'given-up')),
    attempt integer not null default 0,
    tries integer not null default 0,
    next_at integer not null,
    give_up_at integer not null,
    sending_until integer,
    parked integer not null default 0,
    reason text,
    ended_at integer
);
create index outbound_delivery_event on outbound_delivery (event_id);
create index outbound_delivery_open on outbound_delivery (endpoint, next_at) where ended_at is null;
create index outbound_delivery_ended on outbound_delivery (ended_at) where ended_at is not null;

-- The delivery log: a row is there before the call, its outcome after it.
create table outbound_attempt (
    delivery_id integer not null references outbound_delivery (id),
    number integer not null,
    begun_at integer not null,
    outcome text,
    status integer,
    took_ms integer,
    primary key (delivery_id, number)
) without rowid;

-- Endpoints that have failed since their last success, or are disabled. Failing ones are tried by one delivery at a time, from retry_at on.
create table outbound_endpoint (
    name text primary key,
    failures integer not null default 0,
    failing_since integer,
    retry_at integer,
    disabled_at integer,
    disabled_reason text
);
