import { EXIT } from '../domain/exit-codes.js';
import type { Io, StopSignal } from './io.js';

/** Why what was aborted was: somebody asked for it. */
class InterruptedError extends Error {
  override readonly name = 'AbortError';

  constructor(readonly by: StopSignal) {
    super(`interrupted by ${by}`);
  }
}

/** The exit code of a command that was aborted in good order. */
export function abortedCode({ reason }: AbortSignal): number {
  return signalCode(reason instanceof InterruptedError ? reason.by : undefined);
}

/** What a signal asked for. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** The signal that came, if one did. */
  received(): StopSignal | undefined;
  /** Back to the system's own handling. */
  dispose(): void;
}

/**
 * Lets SIGINT and SIGTERM end a run in good order: the first one aborts `signal`; the
 * handlers are gone then, so that a second one ends the process at once.
 */
export function onInterrupt(io: Io, tell: (message: string) => void): Interrupt {
  const controller = new AbortController();
  let received: StopSignal | undefined;
  const dispose = (): void => {
    io.signals.off('SIGINT', handle);
    io.signals.off('SIGTERM', handle);
  };
  const handle = (signal: StopSignal): void => {
    received = signal;
    dispose();
    tell('Interrupted: finishing the photos at work. Once more ends at once.');
    controller.abort(new InterruptedError(signal));
  };
  io.signals.on('SIGINT', handle);
  io.signals.on('SIGTERM', handle);
  return { signal: controller.signal, received: () => received, dispose };
}

/** The exit code of a command that a signal has ended in good order. */
export function signalCode(signal: StopSignal | undefined): number {
  return signal === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
}
