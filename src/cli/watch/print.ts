import type { WatchEvent } from '../../domain/watch.js';
import type { MadeContext } from '../../operations/context.js';
import { shownPath } from '../../operations/shown-path.js';
import { watchLine, watchText } from '../../render/watch.js';
import type { Io } from '../io.js';

/** Prints what a watch tells, as it happens: results to stdout, what is wrong to stderr. */
export async function printWatch(
  events: AsyncIterable<WatchEvent>,
  { json }: { readonly json?: boolean },
  { stdout, stderr }: Io,
  { host }: MadeContext,
): Promise<void> {
  for await (const event of events) {
    host.progress(undefined);
    if (json) stdout.write(`${watchLine(event)}\n`);
    else {
      const line = watchText(event, (path) => shownPath(path, host.shownFrom));
      (event.kind === 'notice' ? stderr : stdout).write(`${line}\n`);
    }
  }
}
