import { PgBoss } from 'pg-boss';
import pg from 'pg';

const name = 'post';

export async function open(address) {
  const boss = new PgBoss({ connectionString: address, max: 32 });
  boss.on('error', error => console.error(error));
  await boss.start();
  await boss.createQueue(name);
  const pgPool = new pg.Pool({ connectionString: address, max: 1 });
  return {
    add: n => boss.send(name, { n }),
    addMany: numbers => boss.insert(name, numbers.map(n => ({ data: { n } }))),
    // Two workers: while one completes its batch the other's is under way.
    work: (_, handle) => boss.work(name, { batchSize: 200, localConcurrency: 2, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 },
      jobs => Promise.all(jobs.map(job => handle(job.data.n)))),
    rest: () => boss.offWork(name, { wait: true }),
    left: async () => Number((await pgPool.query(`select count(*) from pgboss.job where name = $1 and state in ('created', 'retry', 'active')`, [name])).rows[0].count),
    clear: () => pgPool.query('delete from pgboss.job where name = $1', [name]),
  };
}
