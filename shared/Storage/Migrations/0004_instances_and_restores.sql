-- Lowest program: 0.1.0
-- Hosts that run on this store now, while their lease lasts (the server's time). On PostgreSQL alone: on SQLite a lock on a file says it.
create table instance (
    id text primary key,
    name text not null,
    program text not null,
    started_at integer not null,
    lease_until integer not null
);

-- Each time this store was put back from a backup. The workspace is paused from restored_at (business time) until resumed_at.
-- backup_at: the highest business time that the backup had seen.
create table restore (
    id integer primary key,
    restored_at integer not null,
    backup_at integer,
    resumed_at integer
);
