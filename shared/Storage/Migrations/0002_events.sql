-- Lowest program: 0.2.0
-- Client event ids by reader and a 64-bit hash of the id: a third of the bytes, compared as numbers, and a reader's ids lie together.
-- The ids of the last 48 hours are forgotten once: whoever sends one of them again after this migration moves no set, at most views and shares.
drop table event_id_0;
drop table event_id_1;
create table event_id_0 (reader_id integer not null, id integer not null, primary key (reader_id, id)) without rowid;
create table event_id_1 (reader_id integer not null, id integer not null, primary key (reader_id, id)) without rowid;

-- Every piece has its counters: their row is the lock under which the piece's sets move.
insert into piece_counter (piece_id)
select id from piece where not exists (select 1 from piece_counter where piece_counter.piece_id = piece.id);
