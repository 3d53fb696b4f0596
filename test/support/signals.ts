import { existsSync, linkSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { Scenario } from './scenario.js';

/** A folder `photos` of many users, to have a run that takes a while: one portrait under many names. */
export function linkPortraits(s: Scenario, users: number): void {
  s.photos({ '000.jpg': 'large.jpg' });
  for (let i = 1; i < users; i += 1) {
    const name = `${String(i).padStart(3, '0')}.jpg`;
    linkSync(s.path('photos', '000.jpg'), s.path('photos', name));
  }
}

const POISON = new URL('poison.js', import.meta.url).href;

/** The environment of a command that does not get beyond a held photo before the test lets it go. */
export const HOLDS = { NODE_OPTIONS: `--import ${POISON}` };

/**
 * A photo at the end of a folder, the portrait under another name, at which a command with HOLDS
 * stays. Its thread stands still: the few before it that the thread has at work, too, wait as well.
 */
export function linkHeld(s: Scenario, folder = 'photos') {
  const name = `poison-held-${folder}.jpg`;
  linkSync(s.path('photos', '000.jpg'), s.path(folder, name));
  return { letGo: () => void s.write(`${name}.released`, '') };
}

/** Waits until a run under way in the scenario has extracted so many photos. */
export async function whenSampled(s: Scenario, photos: number): Promise<void> {
  const end = performance.now() + 60_000;
  while (performance.now() < end) {
    if (existsSync(s.db) && samples(s) >= photos) return;
    await setTimeout(20);
  }
  throw new Error(`no ${photos} samples within a minute`);
}

/** 0 while the process has not yet made its tables. */
function samples(s: Scenario): number {
  try {
    return s.count('samples');
  } catch {
    return 0;
  }
}
