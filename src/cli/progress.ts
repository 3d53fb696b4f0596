import bars, { type GenericFormatter, Presets, SingleBar } from 'cli-progress';
import type { Crew } from '../domain/crew.js';
import { count, number } from '../domain/text.js';
import type { BatchProgress } from '../operations/progress.js';
import { crewText } from '../render/crew.js';
import { type CrewBar, crewBar } from '../render/crew-bar.js';
import { type Output, widthOf } from './io.js';
import { ProgressRate } from './progress-rate.js';

type Progress = BatchProgress['at'];

/** Shows on stderr how far a run is. */
export interface ProgressView {
  /** @param crew who extracts, where that is on other machines */
  update(progress: Progress, crew?: Crew): void;
  stop(): void;
}

/** Without a terminal a line is enough every few seconds: logs are read later. */
const LINE_EVERY_MS = 5_000;

/**
 * A bar on a terminal, plain lines elsewhere, nothing with `quiet`.
 *
 * @param rate of a run that is on already
 */
export function progressView(
  stream: Output,
  { quiet, plain }: { readonly quiet: boolean; readonly plain: boolean },
  rate = new ProgressRate(),
): ProgressView {
  if (quiet) return { update: () => {}, stop: () => {} };
  return plain ? new PlainProgress(stream, rate) : new BarProgress(stream, rate);
}

/** The steps that take as long as there are photos or faces, and what they count. */
const LONG = { extract: 'photo', encode: 'face' } as const;

/** What the bar says when all photos have been looked at: these steps take seconds. */
const LATER = {
  compare: { step: 'Comparing', rate: '', left: '', failed: '' },
  apply: { step: 'Enrolling', rate: '', left: '', failed: '' },
};

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
  readonly #rate: ProgressRate;
  #started = false;

  constructor(stream: Output, rate: ProgressRate) {
    this.#rate = rate;
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
      ? { step: phase === 'extract' ? 'Photos' : 'Faces', ...this.#rate.of(progress, crew) }
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
  readonly #rate: ProgressRate;
  #last = performance.now();
  #written = '';

  constructor(stream: Output, rate: ProgressRate) {
    this.#stream = stream;
    this.#rate = rate;
  }

  update(progress: Progress, crew?: Crew): void {
    const { phase, done, total } = progress;
    if (performance.now() - this.#last < LINE_EVERY_MS) {
      if (phase === 'extract' || phase === 'encode') this.#rate.of(progress, crew);
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
      const { rate, left, failed, crew: shown } = this.#rate.of(progress, crew);
      const parts = [`${number(done)} of ${count(total, LONG[phase])}`, rate, left, failed];
      const who = shown ? `; ${crewText(shown)}` : '';
      this.#writeNews(`${parts.filter((part) => part !== '').join(', ')}${who}\n`);
    }
  }

  /** While nothing comes a log need not say so every few seconds. */
  #writeNews(line: string): void {
    if (line !== this.#written) this.#stream.write(line);
    this.#written = line;
  }

  stop(): void {}
}
