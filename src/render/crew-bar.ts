import type { Crew } from '../domain/crew.js';
import { crewShort, crewText } from './crew.js';

/** How far a run is whose photos are extracted by a crew. */
export interface CrewBar {
  /** "Photos". */
  readonly step: string;
  readonly done: number;
  readonly total: number;
  readonly crew: Crew;
  /** Photos a second of this run, the time left and what has failed; empty where there is nothing to tell. */
  readonly rate: string;
  readonly left: string;
  readonly failed: string;
}

const BAR = { least: 4, most: 24, done: '\u2588', open: '\u2591' } as const;

/** A bar with who works, in one line of the width: what matters least is left out first. */
export function crewBar(at: CrewBar, width: number): string {
  const { step, done, total, crew, rate, left, failed } = at;
  const ends = [
    [rate, crewText(crew), left, failed],
    [crewText(crew), left, failed],
    [crewShort(crew), left, failed],
    [left, failed],
  ].map((parts) => [`${done}/${total}`, ...parts].filter((part) => part !== '').join('  '));
  for (const end of ends) {
    const room = width - step.length - end.length - 2;
    if (room >= BAR.least) return `${step} ${barOf(done / total, Math.min(room, BAR.most))} ${end}`;
  }
  return `${step} ${ends.at(-1)}`.slice(0, width);
}

function barOf(share: number, places: number): string {
  const full = Math.round(Math.min(1, share) * places);
  return BAR.done.repeat(full) + BAR.open.repeat(places - full);
}
