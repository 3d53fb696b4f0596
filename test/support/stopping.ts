import { setTimeout } from 'node:timers/promises';

const STEPS = new URL('../torture/steps.js', import.meta.url).href;

/** The environment of a command that is killed just before a step of a phase: see torture/steps.js. */
export function killedAt(phase: string, step: number, folder: string): Record<string, string> {
  return {
    NODE_OPTIONS: `--import ${STEPS}`,
    TORTURE_PHASE: `${folder}/../${folder.split('/').at(-1)}.phase`,
    TORTURE_AT: `${phase}:${step}:SIGKILL`,
  };
}

/** Waits until something holds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within a minute: ${what}`);
    await setTimeout(20);
  }
}
