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
