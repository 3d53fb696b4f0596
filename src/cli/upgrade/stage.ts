import { number } from '../../domain/text.js';
import { type EncodingFailures, encodeDue } from '../../enroll/upgrade/encode-due.js';
import type { ModelPack } from '../../models/packs.js';
import type { CollectionStore } from '../../store/store.js';
import { ExtractionPool } from '../../workers/pool.js';
import { type Interrupt, onInterrupt, signalCode } from '../interrupt.js';
import { progressView } from '../progress.js';
import type { UpgradeOptions } from '../upgrade-options.js';

/** What is done once every face is staged that can be. */
export type AfterStaging = (
  failures: EncodingFailures,
  interrupt: Interrupt,
) => number | Promise<number>;

/** Encodes what is due, shows how far it is, and goes on unless it was interrupted; returns the exit code. */
export async function stageThen(
  part: CollectionStore,
  pack: ModelPack,
  { workers, quiet }: Pick<UpgradeOptions, 'workers' | 'quiet'>,
  then: AfterStaging,
): Promise<number> {
  const { toEncode: total } = part.staged.counts();
  const plain = !process.stderr.isTTY || Boolean(process.env.NO_COLOR);
  const progress = progressView(process.stderr, { quiet: Boolean(quiet), plain });
  const interrupt = onInterrupt((message) => {
    progress.stop();
    process.stderr.write(`${message}\n`);
  });
  const pool = new ExtractionPool(pack.models, workers, undefined, 'encode');
  interrupt.signal.addEventListener('abort', () => pool.drop(interrupt.signal.reason));
  try {
    const failures = await encodeDue(part.staged.due(), part, pool, {
      total,
      signal: interrupt.signal,
      onProgress: (step) => progress.update(step),
    });
    progress.stop();
    await pool.close();
    if (!interrupt.signal.aborted) return await then(failures, interrupt);
  } catch (error) {
    if (!interrupt.signal.aborted || error !== interrupt.signal.reason) throw error;
  } finally {
    progress.stop();
    interrupt.dispose();
    await pool.close();
  }
  return interrupted(part, interrupt);
}

function interrupted({ staged }: CollectionStore, interrupt: Interrupt): number {
  const { due, staged: done } = staged.counts();
  process.stderr.write(
    `Nothing was switched. ${number(done)} of ${number(due)} faces are encoded and kept: the same command goes on from there.\n`,
  );
  return signalCode(interrupt.received());
}
