import bars, { type GenericFormatter, Presets, SingleBar } from 'cli-progress';
import type { Crew } from '../domain/crew.js';
import { count, number } from '../domain/text.js';
import type { BatchProgress } from '../operations/progress.js';
import { crewText } from '../render/crew.js';
import { type CrewBar, crewBar } from '../render/crew-bar.js';
import { duration } from '../render/summary.js';
import { type Output, widthOf } from './io.js';

type Progress = BatchProgress['at'];

/** Shows on stderr how far a run is. */
export interface ProgressView {
  /** @param crew who extracts, where that is on other machines */
  update(progress: Progress, crew?: Crew): void;
  stop(): void;
}

/** Without a terminal a line is enough every few seconds: logs are read later. */
const LINE_EVERY_MS = 5_000;

/** A bar on a terminal, plain lines elsewhere, nothing with `quiet`. */
export function progressView(
  stream: Output,
  { quiet, plain }: { readonly quiet: boolean; readonly plain: boolean },
): ProgressView {
  if (quiet) return { update: () => {}, stop: () => {} };
  return plain ? new PlainProgress(stream) : new BarProgress(stream);
}

/** The steps that take as long as there are photos or faces, and what they count. */
const LONG = { extract: 'photo', encode: 'face' } as const;

/** What the bar says when all photos have been looked at: these steps take seconds. */
const LATER = {
  compare: { step: 'Comparing', rate: '', left: '', failed: '' },
  apply: { step: 'Enrolling', rate: '', left: '', failed: '' },
};

/** Photos a second and the time left, by the photos that are extracted. */
class Rate {
  /** When it was asked last. */
  #last: number | undefined;
  #seconds = 0;
  #kept = 0;

  text({ done, total = 0, failed, kept = 0 }: Progress): {
    rate: string;
    left: string;
    failed: string;
  } {
    const now = performance.now();
    // What an interrupted run has left comes at once, and says nothing of the time that the rest takes.
    if (kept === this.#kept) this.#seconds += (now - (this.#last ?? now)) / 1000;
    this.#last = now;
    this.#kept = kept;
    const extracted = done - kept;
    const rate = extracted > 0 && this.#seconds > 0 ? extracted / this.#seconds : 0;
    return {
      rate: `${rate.toFixed(1)}/s`,
      left: rate > 0 && done < total ? `${duration((total - done) / rate)} left` : '',
      failed: failed > 0 ? `${number(failed)} failed` : '',
    };
  }
}

/** The parts of the bar where threads of this machine extract. */
const FORMAT = '{step} {bar} {value}/{total}  {rate}  {left}  {failed}';

/** One line of the terminal, however many workers there are. */
function formatFor(stream: Output): GenericFormatter {
  return (options, params, payload) => {
    if (!payload.crew)
      return bars.Format.Formatter({ ...options, format: FORMAT }, params, payload);
    const { value: done, total } = params;
    // A bar in the last column would wrap on some terminals.
    return crewBar({ ...(payload as CrewBar), done, total }, widthOf(stream) - 1);
  };
}

class BarProgress implements ProgressView {
  readonly #bar: SingleBar;
  readonly #rate = new Rate();
  #started = false;

  constructor(stream: Output) {
    const options = {
      stream,
      format: formatFor(stream),
      barsize: 24,
      fps: 5,
      hideCursor: true,
      clearOnComplete: true,
    };
    this.#bar = new SingleBar(options, Presets.shades_classic);
  }

  update(progress: Progress, crew?: Crew): void {
    const { phase, done, total } = progress;
    if (phase === 'read' || !total) return;
    const isLong = phase === 'extract' || phase === 'encode';
    const payload = isLong
      ? { step: phase === 'extract' ? 'Photos' : 'Faces', crew, ...this.#rate.text(progress) }
      : { ...LATER[phase], crew: undefined };
    if (!this.#started && !isLong) return;
    if (!this.#started) this.#bar.start(total, done, payload);
    else {
      this.#bar.setTotal(total);
      this.#bar.update(done, payload);
    }
    this.#started = true;
  }

  stop(): void {
    if (this.#started) this.#bar.stop();
  }
}

class PlainProgress implements ProgressView {
  readonly #stream: Output;
  readonly #rate = new Rate();
  #last = performance.now();

  constructor(stream: Output) {
    this.#stream = stream;
  }

  update(progress: Progress, crew?: Crew): void {
    const { phase, done, total } = progress;
    if (performance.now() - this.#last < LINE_EVERY_MS) {
      if (phase === 'extract' || phase === 'encode') this.#rate.text(progress);
      return;
    }
    this.#last = performance.now();
    if (phase === 'read') {
      this.#stream.write(`${count(done, 'entry', 'entries')} read\n`);
    } else if (phase === 'compare') {
      this.#stream.write(`comparing ${count(total ?? 0, 'face')}\n`);
    } else if (phase === 'apply') {
      this.#stream.write(`${number(done)} of ${count(total ?? 0, 'user')} enrolled\n`);
    } else if (total) {
      const { rate, left, failed } = this.#rate.text(progress);
      const parts = [`${number(done)} of ${count(total, LONG[phase])}`, rate, left, failed];
      const who = crew ? `; ${crewText(crew)}` : '';
      this.#stream.write(`${parts.filter((part) => part !== '').join(', ')}${who}\n`);
    }
  }

  stop(): void {}
}
