import pg from 'pg';

const schema = `
  create table piece (id int primary key, slug text not null unique, reading_seconds int not null);
  insert into piece values (1, 'why-21-days', 5), (2, 'night-reading', 5), (3, 'share-a-line', 5);
  create table event (id bigint generated always as identity primary key, piece_id int not null, reader uuid not null, kind text not null,
    scroll int, seconds int, received_at bigint not null);
  create table event_id_0 (reader uuid not null, id text not null, primary key (reader, id));
  create table event_id_1 (reader uuid not null, id text not null, primary key (reader, id));
  create table piece_reader (piece_id int not null, reader uuid not null, first_at bigint not null, scroll int not null, seconds int not null,
    completed_at bigint, shared_at bigint, primary key (piece_id, reader));
  create table piece_counter (piece_id int primary key, views bigint not null default 0, shares bigint not null default 0,
    readers bigint not null default 0, completers bigint not null default 0, sharers bigint not null default 0);
  insert into piece_counter (piece_id) select id from piece;
  create table day_active (day text not null, reader uuid not null, primary key (day, reader));
  create table day_counter (day text primary key, active bigint not null)`;

// One statement, one round trip, one commit. There is one writer, so what "before" reads is what the upsert finds.
// The turn of the two id tables every 48 hours is left out: it would not come within a bench.
const ingest = `
  with input as materialized (
    select * from unnest($1::text[], $2::int[], $3::uuid[], $4::text[], $5::int[], $6::int[], $7::bigint[]) as t(id, piece_id, reader, kind, scroll, seconds, at)
  ), fresh as (
    insert into event_id_0 (reader, id) select reader, id from input i
    where not exists (select 1 from event_id_1 o where o.reader = i.reader and o.id = i.id)
    on conflict do nothing returning reader, id
  ), taken as materialized (select i.* from input i join fresh using (reader, id)
  ), logged as (
    insert into event (piece_id, reader, kind, scroll, seconds, received_at) select piece_id, reader, kind, scroll, seconds, at from taken
  ), touched as materialized (
    select piece_id, reader, min(at) as first_at, max(at) as at, coalesce(max(scroll), 0) as scroll, coalesce(max(seconds), 0) as seconds,
      min(at) filter (where kind = 'share') as shared_at
    from taken group by piece_id, reader
  ), merged as materialized (
    select t.piece_id, t.reader, b.reader is null as is_new, coalesce(b.first_at, t.first_at) as first_at, greatest(b.scroll, t.scroll) as scroll,
      greatest(b.seconds, least(t.seconds, (t.at - coalesce(b.first_at, t.first_at)) / 1000000))::int as seconds,
      b.completed_at as was_completed, t.at, b.shared_at as was_shared, coalesce(b.shared_at, t.shared_at) as shared_at
    from touched t left join piece_reader b on b.piece_id = t.piece_id and b.reader = t.reader
  ), after as materialized (
    select *, coalesce(was_completed, case when scroll >= 90 and seconds >= 2 then at end) as completed_at from merged
  ), saved as (
    insert into piece_reader (piece_id, reader, first_at, scroll, seconds, completed_at, shared_at)
    select piece_id, reader, first_at, scroll, seconds, completed_at, shared_at from after
    on conflict (piece_id, reader) do update set scroll = excluded.scroll, seconds = excluded.seconds, completed_at = excluded.completed_at,
      shared_at = excluded.shared_at
  ), counted as (
    update piece_counter c set views = c.views + d.views, shares = c.shares + d.shares, readers = c.readers + s.readers,
      completers = c.completers + s.completers, sharers = c.sharers + s.sharers
    from (select piece_id, count(*) filter (where kind = 'view') as views, count(*) filter (where kind = 'share') as shares from taken group by piece_id) d
    join (select piece_id, count(*) filter (where is_new) as readers, count(completed_at) - count(was_completed) as completers,
      count(shared_at) - count(was_shared) as sharers from after group by piece_id) s using (piece_id)
    where c.piece_id = d.piece_id
  ), active as (
    insert into day_active (day, reader) select $8::text, reader from (select distinct reader from taken) r on conflict do nothing returning 1
  ), days as (
    insert into day_counter (day, active) select $8::text, n from (select count(*) as n from active) a where n > 0
    on conflict (day) do update set active = day_counter.active + excluded.active
  )
  select reader, id from input except select reader, id from fresh`;

export async function open(target) {
  const client = new pg.Client({ connectionString: target });
  await client.connect();
  await client.query(schema);
  const { rows } = await client.query('select slug, id from piece');
  return { pieces: new Map(rows.map(row => [row.slug, row.id])), commit: events => commit(client, events) };
}

async function commit(client, all) {
  // an id sent twice within the group: the statement takes each once
  const ids = new Set();
  const events = all.filter(event => !(event.duplicate = ids.size === ids.add(event.reader + event.id).size));
  const of = name => events.map(event => event[name]);
  const day = new Date(events[0].at / 1000).toISOString().slice(0, 10);
  const { rows } = await client.query({
    name: 'ingest', text: ingest, values: [of('id'), of('piece'), of('reader'), of('kind'), of('scroll'), of('seconds'), of('at'), day],
  });
  let duplicates = all.length - events.length;
  if (rows.length === 0) return duplicates;
  const known = new Set(rows.map(row => row.reader.replaceAll('-', '') + row.id));
  for (const event of events) if (known.has(event.reader + event.id)) event.duplicate = true, duplicates++;
  return duplicates;
}
