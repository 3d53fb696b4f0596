import { Presets, SingleBar } from 'cli-progress';
import type { Io } from './io.js';

/** Shows on a terminal which step of a longer work is on, and how far it is; nothing elsewhere. */
export interface StepBar {
  /** A step whose length is known: `done` of `of`. */
  update(step: string, done: number, of: number): void;
  /** A step that cannot tell how far it is. */
  tell(step: string): void;
  stop(): void;
}

/** A bar on stderr. */
export function stepBar({ stderr: stream, env }: Io): StepBar {
  if (!stream.isTTY || env.NO_COLOR) {
    return { update: () => {}, tell: () => {}, stop: () => {} };
  }
  const options = { stream, barsize: 24, hideCursor: true, clearOnComplete: true, fps: 5 };
  let bar: SingleBar | undefined;
  let current = '';
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
    current = '';
  };
  return {
    stop,
    tell: (step) => {
      stop();
      stream.write(`${step} ...\n`);
    },
    update: (step, done, of) => {
      if (step !== current) {
        stop();
        const format = `${step} {bar} {percentage}%`;
        bar = new SingleBar({ ...options, format }, Presets.shades_classic);
        bar.start(of, done);
        current = step;
      } else bar?.update(done);
    },
  };
}
