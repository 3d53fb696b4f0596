import type {
  BatchProgress,
  DownloadProgress,
  Progress,
  StepProgress,
} from '../operations/progress.js';
import { downloadBar } from './download-bar.js';
import type { Io } from './io.js';
import { type ProgressView, progressView } from './progress.js';
import { ProgressRate } from './progress-rate.js';
import { type StepBar, stepBar } from './step-bar.js';

/** Shows on stderr how far a longer work is. */
export interface ProgressScreen {
  /** Undefined when it is over. */
  show(at: Progress | undefined): void;
  /** Takes away what is shown, to make room for a message. */
  clear(): void;
}

export function progressScreen(io: Io): ProgressScreen {
  let steps: StepBar | undefined;
  let batch: ProgressView | undefined;
  let rate: ProgressRate | undefined;
  let download: { readonly name: string; readonly bar: ReturnType<typeof downloadBar> } | undefined;
  const clear = (): void => {
    steps?.stop();
    batch?.stop();
    download?.bar.stop();
    steps = batch = download = undefined;
  };
  const barOf = ({ name, of }: DownloadProgress) => {
    if (download?.name !== name) {
      clear();
      download = { name, bar: downloadBar(io, name, of) };
    }
    return download.bar;
  };
  const showStep = ({ step, done, of }: StepProgress): void => {
    steps ??= stepBar(io);
    if (done === undefined || of === undefined) steps.tell(step);
    else steps.update(step, done, of);
  };
  const showBatch = ({ at, crew }: BatchProgress): void => {
    const plain = !io.stderr.isTTY || Boolean(io.env.NO_COLOR);
    rate ??= new ProgressRate();
    batch ??= progressView(io.stderr, { quiet: false, plain }, rate);
    batch.update(at, crew);
  };
  const show = (at: Progress | undefined): void => {
    if (at === undefined) {
      clear();
      rate = undefined;
    } else if (at.kind === 'download') barOf(at).update(at.received);
    else if (at.kind === 'step') showStep(at);
    else showBatch(at);
  };
  return { show, clear };
}
