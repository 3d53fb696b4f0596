import type { WatchNotice } from '../../domain/watch.js';
import { now } from './batch-event.js';

type Code = WatchNotice['code'];

/** A run has an ID of its own each time it is tried: the trouble is the same. */
const RUN_ID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/** What is wrong: each thing is told when it begins, and not again until it has ended. */
export class Troubles {
  readonly #now = new Map<Code, string>();
  #untold: WatchNotice[] = [];

  begin(code: Code, message: string): void {
    const trouble = message.replaceAll(RUN_ID, '');
    if (this.#now.get(code) === trouble) return;
    this.#now.set(code, trouble);
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
  return { kind: 'notice', at: now(), code, message };
}
