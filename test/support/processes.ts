import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** Whether the system tells who is whose child. */
export const KNOWS_PROCESSES = existsSync('/proc/self/stat');

/** The processes that a process has started and that run still. */
export function childrenOf(parent: number): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return all.map(Number).filter((pid) => stat(pid)?.parent === parent);
}

/** Waits until none of the processes runs any more. */
export async function whenGone(pids: readonly number[]): Promise<void> {
  const end = performance.now() + 30_000;
  while (pids.some((pid) => stat(pid) !== undefined)) {
    if (performance.now() > end) throw new Error(`of ${pids} some still run`);
    await setTimeout(20);
  }
}

/** Undefined when there is no such process, or one that has ended and waits to be noticed. */
function stat(pid: number): { parent: number } | undefined {
  try {
    const [state, parent] =
      readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return state === 'Z' || state === 'X' ? undefined : { parent: Number(parent) };
  } catch {
    return undefined;
  }
}
