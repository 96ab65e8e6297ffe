import { Queue, Worker } from 'bullmq';
import Redis from 'ioredis';

const name = 'post';
const defaultJobOptions = { removeOnComplete: true, attempts: 5 };

/** ADDRESS is redis://host:port of a server with appendfsync always. */
export async function open(address) {
  const connect = () => new Redis(address, { maxRetriesPerRequest: null });
  const queue = new Queue(name, { connection: connect(), defaultJobOptions });
  let worker;
  let connection;
  return {
    add: n => queue.add(name, { n }),
    addMany: numbers => queue.addBulk(numbers.map(n => ({ name, data: { n } }))),
    async work(concurrency, handle) {
      connection = connect();
      worker = new Worker(name, job => handle(job.data.n), { connection, concurrency });
      await worker.waitUntilReady();
    },
    async rest() {
      await worker.close();
      connection.disconnect();
    },
    async left() {
      const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'failed', 'prioritized');
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    },
    clear: () => queue.obliterate({ force: true }),
  };
}
