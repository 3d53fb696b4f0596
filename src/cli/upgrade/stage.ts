import { number } from '../../domain/text.js';
import { type EncodingFailures, encodeDue } from '../../enroll/upgrade/encode-due.js';
import type { ModelPack } from '../../models/packs.js';
import type { CollectionStore } from '../../store/store.js';
import { ExtractionPool } from '../../workers/pool.js';
import { type Interrupt, onInterrupt, signalCode } from '../interrupt.js';
import type { Io } from '../io.js';
import type { UpgradeOptions } from '../options/upgrade.js';
import { progressView } from '../progress.js';

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
  io: Io,
): Promise<number> {
  const { toEncode: total } = part.staged.counts();
  const plain = !io.stderr.isTTY || Boolean(io.env.NO_COLOR);
  const progress = progressView(io.stderr, { quiet: Boolean(quiet), plain });
  const interrupt = onInterrupt(io, (message) => {
    progress.stop();
    io.stderr.write(`${message}\n`);
  });
  const pool = new ExtractionPool(pack.models, {
    threads: workers,
    work: 'encode',
    processes: io.processes,
  });
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
  return interrupted(part, interrupt, io);
}

function interrupted({ staged }: CollectionStore, interrupt: Interrupt, io: Io): number {
  const { due, staged: done } = staged.counts();
  io.stderr.write(
    `Nothing was switched. ${number(done)} of ${number(due)} faces are encoded and kept: the same command goes on from there.\n`,
  );
  return signalCode(interrupt.received());
}
