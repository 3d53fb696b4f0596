import type { FastifyInstance } from 'fastify';
import type { Server } from './server.js';

const HOUR_MS = 3_600_000;

/** What is done beside requests: answers are forgotten in time; jobs, and what is counted, end with the server. */
export function addUpkeep(app: FastifyInstance, server: Server): void {
  const { repeats, jobs } = server;
  const sweep = () =>
    void repeats.sweep().catch((err) => {
      app.log.error(
        { err },
        'stored answers could not be deleted on time; trying again in an hour',
      );
    });
  let timer: NodeJS.Timeout | undefined;
  app.addHook('onReady', async () => {
    sweep();
    timer = setInterval(sweep, HOUR_MS).unref();
  });
  app.addHook('preClose', async () => {
    clearInterval(timer);
    for (const { id, done, total } of await jobs.close()) {
      app.log.warn(
        { job: id, done, total },
        'a job ended with the server: some photos were not processed',
      );
    }
  });
  app.addHook('onClose', async () => server.ended?.());
}
