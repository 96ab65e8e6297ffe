import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';

const logger = new Logger(() => () => {});

export async function open(address) {
  const pgPool = new pg.Pool({ connectionString: address, max: 32 });
  pgPool.on('error', error => console.error(error));
  pgPool.on('connect', client => client.on('error', error => console.error(error)));
  const utils = await makeWorkerUtils({ pgPool, logger });
  await utils.migrate();
  let runner;
  return {
    add: n => utils.addJob('post', { n }),
    addMany: numbers => utils.addJobs(numbers.map(n => ({ identifier: 'post', payload: { n } }))),
    async work(concurrency, handle) {
      runner = await run({
        preset: { worker: { connectionString: address, concurrentJobs: concurrency, localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0, logger, maxPoolSize: 10 } },
        noHandleSignals: true, logger,
        taskList: { post: payload => handle(payload.n) },
      });
    },
    rest: () => runner.stop(),
    left: async () => Number((await pgPool.query('select count(*) from graphile_worker._private_jobs')).rows[0].count),
    clear: () => pgPool.query('truncate graphile_worker._private_jobs'),
  };
}
