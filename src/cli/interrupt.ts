/** What a signal asked for. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** The signal that came, if one did. */
  received(): 'SIGINT' | 'SIGTERM' | undefined;
  /** Back to the system's own handling. */
  dispose(): void;
}

/**
 * Lets SIGINT and SIGTERM end a run in good order: the first one aborts `signal`; the
 * handlers are gone then, so that a second one ends the process at once.
 */
export function onInterrupt(tell: (message: string) => void): Interrupt {
  const controller = new AbortController();
  let received: 'SIGINT' | 'SIGTERM' | undefined;
  const dispose = (): void => {
    process.off('SIGINT', handle);
    process.off('SIGTERM', handle);
  };
  const handle = (signal: 'SIGINT' | 'SIGTERM'): void => {
    received = signal;
    dispose();
    tell('Interrupted: finishing the photos at work. Once more ends at once.');
    controller.abort();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return { signal: controller.signal, received: () => received, dispose };
}
