import { Presets, SingleBar } from 'cli-progress';
import { count } from '../domain/text.js';
import type { Progress } from '../enroll/progress.js';
import { duration } from '../report/summary.js';

/** Shows on stderr how far a run is. */
export interface ProgressView {
  update(progress: Progress): void;
  stop(): void;
}

/** Without a terminal a line is enough every few seconds: logs are read later. */
const LINE_EVERY_MS = 5_000;

/** A bar on a terminal, plain lines elsewhere, nothing with `quiet`. */
export function progressView(
  stream: NodeJS.WriteStream,
  { quiet, plain }: { readonly quiet: boolean; readonly plain: boolean },
): ProgressView {
  if (quiet) return { update: () => {}, stop: () => {} };
  return plain ? new PlainProgress(stream) : new BarProgress(stream);
}

/** Photos a second and the time left, from the first photo on. */
class Rate {
  #start: number | undefined;

  text({ done, total = 0, failed }: Progress): {
    rate: string;
    left: string;
    failed: string;
  } {
    this.#start ??= performance.now();
    const seconds = (performance.now() - this.#start) / 1000;
    const rate = done > 0 && seconds > 0 ? done / seconds : 0;
    return {
      rate: `${rate.toFixed(1)}/s`,
      left: rate > 0 && done < total ? `${duration((total - done) / rate)} left` : '',
      failed: failed > 0 ? `${failed.toLocaleString('en-US')} failed` : '',
    };
  }
}

class BarProgress implements ProgressView {
  readonly #bar: SingleBar;
  readonly #rate = new Rate();
  #started = false;

  constructor(stream: NodeJS.WriteStream) {
    const options = {
      stream,
      format: 'Photos {bar} {value}/{total}  {rate}  {left}  {failed}',
      barsize: 24,
      fps: 5,
      hideCursor: true,
      clearOnComplete: true,
    };
    this.#bar = new SingleBar(options, Presets.shades_classic);
  }

  update(progress: Progress): void {
    if (progress.phase !== 'extract' || !progress.total) return;
    const payload = this.#rate.text(progress);
    if (!this.#started) this.#bar.start(progress.total, progress.done, payload);
    else this.#bar.update(progress.done, payload);
    this.#started = true;
  }

  stop(): void {
    if (this.#started) this.#bar.stop();
  }
}

class PlainProgress implements ProgressView {
  readonly #stream: NodeJS.WriteStream;
  readonly #rate = new Rate();
  #last = performance.now();

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  update(progress: Progress): void {
    const { phase, done, total } = progress;
    if (performance.now() - this.#last < LINE_EVERY_MS) {
      if (phase === 'extract') this.#rate.text(progress);
      return;
    }
    this.#last = performance.now();
    if (phase === 'read') {
      this.#stream.write(`${count(done, 'entry', 'entries')} read\n`);
    } else if (total) {
      const { rate, left, failed } = this.#rate.text(progress);
      const parts = [
        `${done.toLocaleString('en-US')} of ${count(total, 'photo')}`,
        rate,
        left,
        failed,
      ];
      this.#stream.write(`${parts.filter((part) => part !== '').join(', ')}\n`);
    }
  }

  stop(): void {}
}
