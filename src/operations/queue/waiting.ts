import { setTimeout as sleep } from 'node:timers/promises';
import type { Link } from '../../postgres/link.js';
import { queueStatus } from '../../workers/queue/tables/status.js';

/** Longer than PostgreSQL takes, shorter than Prometheus waits. */
const ANSWER_MS = 2_000;

/**
 * Counts the photos on a queue that wait for workers of an encoder; NaN when PostgreSQL does not
 * answer soon. One that is away is asked once, however often this is called.
 */
export function waitingCounter(link: Link, encoder: string): () => Promise<number> {
  let asked: Promise<number> | undefined;
  const ask = async (): Promise<number> => {
    try {
      const { imports } = await queueStatus(link);
      const ours = imports.filter((one) => one.encoder === encoder);
      return ours.reduce((sum, { waiting }) => sum + waiting, 0);
    } catch {
      return Number.NaN;
    } finally {
      asked = undefined;
    }
  };
  return () => {
    asked ??= ask();
    return Promise.race([asked, sleep(ANSWER_MS, Number.NaN, { ref: false })]);
  };
}
