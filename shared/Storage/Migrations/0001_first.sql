-- Lowest program: 0.1.0
-- Instants are integer microseconds UTC, local dates and weeks ISO text, money integer minor units.

-- The highest business time seen, and whether this store's clock has ever been stepped (a demo's or a test's).
create table clock (
    id integer primary key check (id = 1),
    highest integer not null,
    stepped integer not null default 0
);

-- One row a timer function: who may fire it now and when it last fired.
create table timer (
    name text primary key,
    schedule text not null,
    last_at integer not null,
    owner text,
    lease_until integer not null default 0
);

create table queue_message (
    id integer primary key,
    queue text not null,
    body text not null,
    enqueued_at integer not null,
    due_at integer not null,
    visible_at integer not null,
    dequeue_count integer not null,
    receipt text
);
create index queue_message_due on queue_message (queue, due_at, id);

create table alert (
    key text primary key,
    text text not null,
    raised_at integer not null
);

-- Config: every applied version is kept; the highest is the running one.
create table workspace_version (
    version integer primary key,
    hash text not null,
    config text not null,
    applied_at integer not null
);

create table plan_version (
    week text not null,
    version integer not null,
    hash text not null,
    plan text not null,
    status text not null check (status in ('applied', 'draft', 'withdrawn')),
    applied_at integer not null,
    primary key (week, version)
);

-- Markdown of hosted pieces, by content hash: a version of a plan names the text it was applied with.
create table article (
    hash text primary key,
    markdown text not null
);

-- A week's own copy of its plan: running weeks read this, never the file. A planned week has no row; a skipped one may have had no plan.
create table week (
    week text primary key,
    state text not null check (state in ('planned', 'open', 'closing', 'closed', 'skipped')),
    plan_version integer,
    plan_hash text,
    plan text,
    zone text not null,
    opens_at integer not null,
    closes_at integer not null,
    ends_at integer not null,
    final_at integer not null,
    opened_at integer,
    closing_at integer,
    closed_at integer,
    skipped_at integer,
    skipped_reason text,
    check (state = 'skipped' or (plan_version is not null and plan_hash is not null and plan is not null))
);

-- Weeks whose missing plan the team has been told of.
create table week_warning (
    week text primary key,
    warned_at integer not null
);

create table campaign (
    key text primary key,
    week text not null references week (week),
    state text not null check (state in ('enrolling', 'running', 'settling', 'settled')),
    plan text not null,
    started_at integer not null,
    stopped_at integer
);

create table piece (
    id integer primary key,
    slug text not null unique,
    week text not null references week (week),
    position integer not null,
    title text not null,
    url text,
    article_hash text references article (hash),
    reading_seconds integer not null,
    publish_at integer not null,
    published_at integer,
    plan text not null
);
create index piece_week on piece (week, position);

-- A review's numbers and its two renderings, stored once and never rewritten.
create table review (
    week text not null references week (week),
    kind text not null check (kind in ('preliminary', 'final')),
    snapshot text not null,
    markdown text not null,
    html text not null,
    created_at integer not null,
    primary key (week, kind)
);

-- Tracking. A reader is a visitor or a member; `key` is 'v:' or 'm:' and the id in its token; `ref` travels in shared links.
create table reader (
    id integer primary key,
    key text not null unique,
    ref text not null unique,
    created_at integer not null
);

-- via_reader_id, brought_at: whose link brought this reader. bringer_at: when this reader's own link first brought somebody.
create table piece_reader (
    piece_id integer not null references piece (id),
    reader_id integer not null references reader (id),
    first_at integer not null,
    viewed_at integer,
    scroll integer not null default 0,
    seconds integer not null default 0,
    completed_at integer,
    shared_at integer,
    via_reader_id integer,
    brought_at integer,
    bringer_at integer,
    primary key (piece_id, reader_id)
) without rowid;

-- Exact counters, moved in the transaction that moves the sets. week_*: received before the piece's week ended.
create table piece_counter (
    piece_id integer primary key references piece (id),
    views integer not null default 0,
    shares integer not null default 0,
    readers integer not null default 0,
    completers integer not null default 0,
    sharers integer not null default 0,
    bringers integer not null default 0,
    brought integer not null default 0,
    week_views integer not null default 0,
    week_shares integer not null default 0,
    week_readers integer not null default 0,
    week_completers integer not null default 0,
    week_sharers integer not null default 0,
    week_bringers integer not null default 0,
    week_brought integer not null default 0
);

create table event (
    id integer primary key,
    piece_id integer not null,
    reader_id integer not null,
    kind text not null,
    scroll integer,
    seconds integer,
    received_at integer not null
);

-- Client event ids of the last 48 hours, in two tables that take turns.
create table event_id_0 (id text primary key) without rowid;
create table event_id_1 (id text primary key) without rowid;
create table event_id_turn (
    id integer primary key check (id = 1),
    current integer not null check (current in (0, 1)),
    since integer not null
);

create table day_active (
    day text not null,
    reader_id integer not null,
    primary key (day, reader_id)
) without rowid;

create table day_counter (
    day text primary key,
    active integer not null
);

-- Who asked to be told of new pieces, through which channel: one row a consent, kept as its proof when it has ended.
create table subscription (
    id integer primary key,
    reader_id integer not null references reader (id),
    channel text not null,
    text_version text not null,
    consented_at integer not null,
    ended_at integer
);
create unique index subscription_running on subscription (reader_id, channel) where ended_at is null;

-- Messages. The key is stored before any channel is called.
create table message (
    key text primary key,
    purpose text not null check (purpose in ('transactional', 'service', 'marketing')),
    recipient text not null,
    route text not null,
    subject text not null,
    body text not null,
    html text,
    state text not null check (state in ('queued', 'sending', 'sent', 'rejected', 'unknown', 'expired')),
    created_at integer not null,
    due_at integer not null,
    expires_at integer,
    -- Index into the route of the channel to try; how many attempts were begun on all channels; the channel of the last one.
    position integer not null default 0,
    attempt integer not null default 0,
    channel text,
    detail text,
    sent_at integer
);
