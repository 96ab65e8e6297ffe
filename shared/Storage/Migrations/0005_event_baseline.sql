-- Lowest program: 0.1.0

-- What events that are no longer kept had counted: a recount is this, the sets, and the events that are left.
create table event_baseline (
    piece_id integer primary key references piece (id),
    views integer not null default 0,
    shares integer not null default 0,
    week_views integer not null default 0,
    week_shares integer not null default 0
);
