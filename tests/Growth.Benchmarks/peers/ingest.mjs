// A server as a competent team would write it: Fastify, strict validation, group commit, an answer after the commit.
// node ingest.mjs PORT plain|equal postgres|sqlite TARGET KEY
//   plain: validates and inserts. equal: also verifies tokens, refuses duplicates, keeps unique sets and counters.
import Fastify from 'fastify';
import { answer, body, readerOf, verifier } from './events.mjs';
import { gather } from './gather.mjs';

const [port, kind, engine, target, key] = process.argv.slice(2);
const { open } = await import(`./${kind}-${engine}.mjs`);
const store = await open(target);
const write = gather(store.commit);
const verify = kind === 'equal' ? verifier(key) : readerOf;

const app = Fastify({ bodyLimit: 256 * 1024, ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } } });

app.post('/api/events', { schema: { body, response: answer } }, async (request, reply) => {
  const now = Date.now() * 1000;
  const known = new Map();
  const good = [];
  const refused = [];
  for (const event of request.body.events) {
    const piece = store.pieces.get(event.piece);
    const reader = verify(event.visitor, known);
    if (event.kind === 'progress' && event.scroll === undefined && event.seconds === undefined) refused.push({ id: event.id, reason: 'missing-field' });
    else if (piece === undefined) refused.push({ id: event.id, reason: 'unknown-piece' });
    else if (reader === null) refused.push({ id: event.id, reason: 'token-invalid' });
    else good.push({ ...event, piece, reader, at: now, duplicate: false });
  }
  const duplicates = good.length === 0 ? 0 : await write(good);
  reply.code(202);
  return { accepted: good.length - duplicates, duplicates, refused };
});

await app.listen({ port: Number(port), host: '127.0.0.1', backlog: 1024 });
process.stdin.on('end', () => process.exit(0)).resume();
