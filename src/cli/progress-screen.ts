import type {
  BatchProgress,
  DownloadProgress,
  Progress,
  StepProgress,
} from '../operations/progress.js';
import { downloadBar } from './download-bar.js';
import type { Io } from './io.js';
import { type ProgressView, progressView } from './progress.js';
import { type StepBar, stepBar } from './step-bar.js';

/** Shows on stderr how far a longer work is, or takes away what is shown of it. */
export interface ProgressScreen {
  show(at: Progress | undefined): void;
}

export function progressScreen(io: Io): ProgressScreen {
  let steps: StepBar | undefined;
  let batch: ProgressView | undefined;
  let download: { readonly name: string; readonly bar: ReturnType<typeof downloadBar> } | undefined;
  const stop = (): void => {
    steps?.stop();
    batch?.stop();
    download?.bar.stop();
    steps = batch = download = undefined;
  };
  const barOf = ({ name, of }: DownloadProgress) => {
    if (download?.name !== name) {
      stop();
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
    batch ??= progressView(io.stderr, { quiet: false, plain });
    batch.update(at, crew);
  };
  const show = (at: Progress | undefined): void => {
    if (at === undefined) stop();
    else if (at.kind === 'download') barOf(at).update(at.received);
    else if (at.kind === 'step') showStep(at);
    else showBatch(at);
  };
  return { show };
}
