import type { Host, Typed } from '../operations/host.js';
import { type Interrupt, onInterrupt, signalCode } from './interrupt.js';
import { hostOf, type Io } from './io.js';
import type { ProgressScreen } from './progress-screen.js';

/** How a command tells of itself while it works. */
export interface Telling {
  /** No progress. */
  readonly quiet: boolean;
  /** Nothing takes long enough to show progress, which is not loaded then. */
  readonly isShort?: boolean;
  /** What a signal that ends it has come of: "no backup was made". */
  readonly interrupted?: string | undefined;
  /** The command line. */
  readonly typed?: Typed;
  /** Hears the outcomes of a batch. */
  readonly outcome?: Host['outcome'] | undefined;
  /** Asks whoever sits there. */
  readonly agree?: Host['agree'] | undefined;
}

/** A screen without progress. */
const BLANK: ProgressScreen = { show: () => {}, clear: () => {} };

/**
 * Has something done that shows how far it is, and that a signal may end in good order. Returns
 * what comes of it, or the exit code of the signal.
 */
export async function atWork<T>(
  io: Io,
  { quiet, isShort = false, interrupted, typed, outcome, agree }: Telling,
  work: (host: Host) => Promise<T>,
): Promise<T | number> {
  const screen =
    quiet || isShort ? BLANK : (await import('./progress-screen.js')).progressScreen(io);
  const { stderr } = io;
  // Its library is only needed on a terminal.
  const fold = stderr.isTTY ? (await import('./folded.js')).folded : (text: string) => text;
  const tell = (message: string): void => {
    screen.clear();
    stderr.write(`${fold(message, { stdout: stderr })}\n`);
  };
  let interrupt: Interrupt | undefined;
  const host: Host = {
    ...hostOf(io),
    ...{ tell, typed, processes: io.processes },
    ...(outcome && { outcome }),
    ...(agree && { agree }),
    note: quiet ? () => {} : tell,
    progress: screen.show,
    // Whoever does not ask for it does not look at it: then a signal ends the process at once.
    get signal() {
      interrupt ??= onInterrupt(io, (usual) =>
        tell(interrupted === undefined ? usual : `Interrupted: ${interrupted}.`),
      );
      return interrupt.signal;
    },
  };
  try {
    return await work(host);
  } catch (error) {
    if (!interrupt || !isOf(interrupt.signal, error)) throw error;
    return signalCode(interrupt.received());
  } finally {
    screen.show(undefined);
    interrupt?.dispose();
  }
}

/** Whether an error says no more than that the signal came. */
function isOf({ aborted, reason }: AbortSignal, error: unknown): boolean {
  return (
    aborted && (error === reason || (error as { code?: unknown } | undefined)?.code === 'ABORT_ERR')
  );
}
