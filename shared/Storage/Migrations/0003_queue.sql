-- Lowest program: 0.2.0
-- A claim is a number that all messages taken by one look share; null: nobody has it. The text it replaces was as long as a small message.
-- What is claimed while this runs is delivered again when its lease ends.
alter table queue_message drop column receipt;
alter table queue_message add column claim integer;

-- Handled messages, kept for a while so that an operator sees what ran. Apart from those that wait, so that a claim never passes over them.
create table queue_done (
    done_at integer not null,
    id integer not null,
    queue text not null,
    body text not null,
    enqueued_at integer not null,
    dequeue_count integer not null,
    primary key (done_at, id)
) without rowid;

-- A claim changes no indexed column: with room on its page the row's new version stays there and no index is written. Rows live for
-- milliseconds, so their dead versions are swept by number, not by share of the table.
-- PostgreSQL: alter table queue_message set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_cost_delay = 0);
