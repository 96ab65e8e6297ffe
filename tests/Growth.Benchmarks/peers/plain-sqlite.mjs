import { DatabaseSync } from 'node:sqlite';

export function open(target) {
  const database = new DatabaseSync(target);
  database.exec(`
    pragma journal_mode = WAL; pragma synchronous = FULL;
    create table piece (id integer primary key, slug text not null unique);
    insert into piece values (1, 'why-21-days'), (2, 'night-reading'), (3, 'share-a-line');
    create table event (
      id integer primary key, event_id text not null, piece_id integer not null, reader text not null,
      kind text not null, scroll integer, seconds integer, via text, received_at integer not null)`);
  const append = database.prepare('insert into event (event_id, piece_id, reader, kind, scroll, seconds, via, received_at) values (?, ?, ?, ?, ?, ?, ?, ?)');
  const begin = database.prepare('begin immediate');
  const end = database.prepare('commit');
  return {
    pieces: new Map(database.prepare('select slug, id from piece').all().map(row => [row.slug, row.id])),
    commit(events) {
      begin.run();
      for (const e of events) append.run(e.id, e.piece, e.reader, e.kind, e.scroll ?? null, e.seconds ?? null, e.via ?? null, e.at);
      end.run();
      return 0;
    },
  };
}
