-- Lowest program: 0.1.0

-- WeChat Pay's platform certificates, by merchant: the whole of its last list. Public keys; a serial has no leading zeros and is upper case.
create table wechat_certificate (
    mchid text not null,
    serial text not null,
    pem text not null,
    effective_at integer not null,
    expires_at integer not null,
    fetched_at integer not null,
    primary key (mchid, serial)
) without rowid;

-- Orders whose payment notice is missing, while WeChat Pay is asked for them and for a while after. ordered_at: when the shop said it was
-- placed or paid. claim counts who took it up; next_at is when it is asked for (again); outcome: null while it is still asked for.
create table wechat_payment_ask (
    order_id integer not null references shop_order (id),
    storefront text not null,
    ordered_at integer not null,
    asked integer not null default 0,
    claim integer not null default 0,
    next_at integer not null,
    outcome text,
    primary key (order_id, storefront)
) without rowid;
create index wechat_payment_ask_due on wechat_payment_ask (storefront, next_at) where outcome is null;
create index wechat_payment_ask_old on wechat_payment_ask (ordered_at);

-- What was told lately of orders that are to be paid.
create index order_fact_recent on order_fact (occurred_at) where kind in ('created', 'paid');
