-- Lowest program: 0.1.0
-- People as shops tell of them. `key` is the id in a member's token, 22 characters of base64url. A merged member stays, so that its old key
-- leads to the one it was merged into. Of several words on one thing the latest counts, by (.._at, .._tie), in whatever order they arrive.
create table member (
    id integer primary key,
    key text not null unique,
    created_at integer not null,
    time_zone text,
    time_zone_at integer,
    time_zone_tie integer,
    language text,
    language_at integer,
    language_tie integer,
    merged_into integer references member (id)
);
create index member_merged on member (merged_into) where merged_into is not null;

-- What proves who somebody is. kind: user (scope: the storefront), openid (the app), unionid, phone (value: its keyed hash).
create table member_identity (
    kind text not null,
    scope text not null,
    value text not null,
    member_id integer not null references member (id),
    verified integer not null,
    first_at integer not null,
    primary key (kind, scope, value)
) without rowid;
create index member_identity_member on member_identity (member_id);

-- How somebody can be reached; proves nothing. sealed: base64 of the sealed text, which names its key; hash: keyed, to be found by.
create table member_contact (
    member_id integer not null references member (id),
    kind text not null,
    hash text not null,
    sealed text not null,
    verified integer not null,
    said_at integer not null,
    tie integer not null,
    primary key (member_id, kind)
) without rowid;
create index member_contact_hash on member_contact (kind, hash);

-- One row an order. scope: the storefront whose numbers they are. All else follows from the order's facts (DecideOrder).
-- marks: words separated by spaces, in their alphabetical order: what a person should look at.
create table shop_order (
    id integer primary key,
    scope text not null,
    number text not null,
    state text not null default 'expected',
    member_id integer references member (id),
    created_at integer,
    paid_at integer,
    completed_at integer,
    closed_at integer,
    proof text not null default 'none',
    total integer,
    currency text,
    paid integer,
    refunded integer not null default 0,
    referral_code text,
    first_order integer,
    marks text not null default '',
    unique (scope, number)
);
create index shop_order_member on shop_order (member_id, paid_at);
create index shop_order_marked on shop_order (scope, number) where marks <> '';

-- What was told of an order, each distinct word once: the order is a function of this set.
-- kind: created, paid, completed, closed, refunded, payment. proof: 0 none, 1 signed, 2 fetched. data: JSON without personal data.
create table order_fact (
    order_id integer not null references shop_order (id),
    digest integer not null,
    storefront text not null,
    key text not null,
    kind text not null,
    proof integer not null,
    occurred_at integer not null,
    member_id integer references member (id),
    data text not null,
    primary key (order_id, digest)
) without rowid;
create index order_fact_member on order_fact (member_id) where member_id is not null;

create table order_line (
    order_id integer not null references shop_order (id),
    line text not null,
    position integer not null,
    sku text not null,
    quantity integer not null,
    net_paid integer not null,
    primary key (order_id, line)
) without rowid;

create table order_refund (
    order_id integer not null references shop_order (id),
    refund_id text not null,
    storefront text not null,
    amount integer not null,
    currency text,
    line text,
    purpose text,
    refunded_at integer not null,
    primary key (order_id, refund_id)
) without rowid;

-- state: matched, extra (the order was paid already), mismatch, waiting (what the order costs is not known yet).
create table payment (
    order_id integer not null references shop_order (id),
    transaction_id text not null,
    storefront text not null,
    amount integer not null,
    currency text not null,
    received_at integer not null,
    member_id integer references member (id),
    state text not null,
    primary key (order_id, transaction_id)
) without rowid;
create index payment_transaction on payment (transaction_id);
create index payment_member on payment (member_id) where member_id is not null;

-- What shops told that other parts act on, each once. received_at: its first receipt. refused: why it had no effect; null: it had, or none is due.
create table shop_fact (
    id integer primary key,
    storefront text not null,
    key text not null,
    type text not null,
    occurred_at integer not null,
    received_at integer not null,
    member_id integer references member (id),
    data text not null,
    refused text,
    unique (storefront, key)
);
create index shop_fact_type on shop_fact (type, id);
create index shop_fact_member on shop_fact (member_id) where member_id is not null;
