import type { WatchNotice } from '../../domain/watch.js';

type Code = WatchNotice['code'];

/** What is wrong: each thing is told when it begins, and not again until it has ended. */
export class Troubles {
  readonly #now = new Map<Code, string>();
  #untold: WatchNotice[] = [];

  begin(code: Code, message: string): void {
    if (this.#now.get(code) === message) return;
    this.#now.set(code, message);
    this.#untold.push(noticeOf(code, message));
  }

  /** Returns whether it had begun; its end is told by `told`, if at all. */
  end(code: Code, told?: Code, message = ''): boolean {
    const had = this.#now.delete(code);
    if (had && told !== undefined) this.#untold.push(noticeOf(told, message));
    return had;
  }

  /** What has not been told yet. */
  take(): readonly WatchNotice[] {
    const untold = this.#untold;
    this.#untold = [];
    return untold;
  }
}

function noticeOf(code: Code, message: string): WatchNotice {
  return { kind: 'notice', at: new Date().toISOString(), code, message };
}
