import pg from 'pg';

export async function open(target) {
  const client = new pg.Client({ connectionString: target });
  await client.connect();
  await client.query(`
    create table piece (id int primary key, slug text not null unique);
    insert into piece values (1, 'why-21-days'), (2, 'night-reading'), (3, 'share-a-line');
    create table event (
      id bigint generated always as identity primary key, event_id text not null, piece_id int not null, reader uuid not null,
      kind text not null, scroll int, seconds int, via text, received_at bigint not null)`);
  const { rows } = await client.query('select slug, id from piece');
  return { pieces: new Map(rows.map(row => [row.slug, row.id])), commit: events => commit(client, events) };
}

async function commit(client, events) {
  await client.query({
    name: 'append',
    text: `insert into event (event_id, piece_id, reader, kind, scroll, seconds, via, received_at)
      select * from unnest($1::text[], $2::int[], $3::uuid[], $4::text[], $5::int[], $6::int[], $7::text[], $8::bigint[])`,
    values: [
      events.map(event => event.id), events.map(event => event.piece), events.map(event => event.reader), events.map(event => event.kind),
      events.map(event => event.scroll), events.map(event => event.seconds), events.map(event => event.via), events.map(event => event.at)],
  });
  return 0;
}
