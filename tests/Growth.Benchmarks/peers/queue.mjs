// A queue under test. node queue.mjs graphile|pgboss|bullmq ADDRESS; orders are lines of JSON on standard input, each answered by one line.
// The job is one HTTP POST of its number, at most 50 at once.
import { createInterface } from 'node:readline';
import { Pool } from 'undici';

const [kind, address] = process.argv.slice(2);
const { open } = await import(`./${kind}.mjs`);
const queue = await open(address);
const concurrency = 50;
const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
const seconds = since => (performance.now() - since) / 1000;
let pool;

async function post(n) {
  const { statusCode, body } = await pool.request({ path: '/job', method: 'POST', headers: { 'content-type': 'application/json' }, body: `{"n":${n}}` });
  await body.dump();
  if (statusCode !== 200) throw new Error(`${statusCode}`);
}

const orders = {
  async fill({ count }) {
    for (let from = 0; from < count; from += 1000) await queue.addMany(Array.from({ length: Math.min(1000, count - from) }, (_, i) => from + i));
  },
  async work({ port }) {
    pool = new Pool(`http://127.0.0.1:${port}`, { connections: concurrency, pipelining: 1 });
    await queue.work(concurrency, post);
  },
  async rest() {
    await queue.rest();
    await pool.close();
  },
  async left() {
    return { count: await queue.left() };
  },
  async add({ clients, seconds: length }) {
    const since = performance.now();
    let count = 0;
    await Promise.all(Array.from({ length: clients }, async () => {
      while (seconds(since) < length) await queue.add(count++);
    }));
    return { count, seconds: seconds(since) };
  },
  async addMany({ size, seconds: length }) {
    const since = performance.now();
    let count = 0;
    for (; seconds(since) < length; count += size) await queue.addMany(Array.from({ length: size }, (_, i) => count + i));
    return { count, seconds: seconds(since) };
  },
  /** Milliseconds from before a job is added to an idle queue to the start of its work, one at a time. */
  async wait({ count }) {
    const waits = [];
    let started;
    await queue.work(concurrency, async n => started(n));
    await pause(500);
    for (let n = 0; n < count; n++) {
      await pause(20);
      const since = performance.now();
      const start = new Promise(resolve => started = resolve);
      await queue.add(n);
      await start;
      waits.push(performance.now() - since);
    }
    await queue.rest();
    return { waits };
  },
  async clear() {
    await queue.clear();
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  try {
    console.log(JSON.stringify(await orders[order.do](order) ?? {}));
  } catch (error) {
    console.log(JSON.stringify({ error: `${error.stack}` }));
  }
}
process.exit(0);
