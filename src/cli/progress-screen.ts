import type { DownloadProgress, Progress } from '../operations/progress.js';
import { downloadBar } from './download-bar.js';
import type { Io } from './io.js';
import { type ProgressView, progressView } from './progress.js';
import { type StepBar, stepBar } from './step-bar.js';

/** Shows on stderr how far a longer work is, or takes away what is shown of it. */
export interface ProgressScreen {
  show(at: Progress | undefined): void;
}

/** Nothing is shown with `quiet`. */
export function progressScreen(io: Io, quiet: boolean): ProgressScreen {
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
  const show = (at: Progress | undefined): void => {
    switch (at?.kind) {
      case undefined:
        return stop();
      case 'download':
        return barOf(at).update(at.received);
      case 'step':
        steps ??= stepBar(io);
        if (at.done === undefined || at.of === undefined) return steps.tell(at.step);
        return steps.update(at.step, at.done, at.of);
      case 'batch':
        batch ??= progressView(io.stderr, {
          quiet: false,
          plain: !io.stderr.isTTY || Boolean(io.env.NO_COLOR),
        });
        return batch.update(at.at);
    }
  };
  return { show: quiet ? () => {} : show };
}
