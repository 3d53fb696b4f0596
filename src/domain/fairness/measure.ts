import { byCodeUnits } from '../code-units.js';
import type { FailureCode } from '../failures.js';
import { MEASURES } from '../quality.js';
import type { Breakdown, Group } from './breakdown.js';
import type { Alarmed, ComparedGroup, TriedUser } from './data.js';
import {
  type Dependent,
  effectOf,
  MOST_OF_PAIRS,
  MOST_OF_USERS,
  type Rate,
  rateOfTrials,
  rateOfUsers,
} from './dependence.js';
import { average } from './intervals.js';
import type { GroupFigures } from './report.js';
import type { Counted } from './tests.js';

/** A group with all that is known of it. */
export interface MeasuredGroup {
  readonly group: Group;
  readonly compared: ComparedGroup;
}

/** Groups that make one row, among all groups of the breakdown. */
export interface Row {
  readonly own: readonly MeasuredGroup[];
  readonly all: readonly MeasuredGroup[];
}

/**
 * By how much users with a look-alike count less where their clusters do not say it: two by two. So
 * it is where nobody has one; and where most have one, those without are the ones that count, and
 * they hang together less than pairs do.
 */
const PAIR = 2;

/** The figures of the groups of a breakdown, each alone; then of its small ones together. */
export function figuresOf(
  { shown, pooled }: Breakdown,
  users: readonly TriedUser[],
  comparedOf: (group: Group) => ComparedGroup,
): { readonly rows: readonly Row[]; readonly figures: readonly GroupFigures[] } {
  const measured = (group: Group) => ({ group, compared: comparedOf(group) });
  const [alone, together] = [shown.map(measured), pooled.map(measured)];
  const all = [...alone, ...together];
  const rows = [...alone.map((one) => [one]), ...(together.length > 0 ? [together] : [])].map(
    (own) => ({ own, all }),
  );
  return { rows, figures: rows.map((row, i) => figures(row, users, i < alone.length)) };
}

function figures(row: Row, users: readonly TriedUser[], isAlone: boolean): GroupFigures {
  const members = membersOf(row.own).flatMap((i) => users[i] ?? []);
  return {
    values: isAlone ? (row.own[0]?.group.values ?? []) : [],
    pooled: isAlone ? 0 : row.own.length,
    users: members.length,
    failureToEnroll: rateOfUsers(failuresOf(members)),
    failures: codesOf(members),
    quality: average(qualitiesOf(members)),
    measures: measuresOf(members),
    compared: row.own.reduce((sum, { compared }) => sum + compared.users, 0),
    verificationFmr: rateOfPairs(row, 'verification'),
    duplicateFmr: rateOfPairs(row, 'duplicates'),
    suspicious: row.own.reduce((sum, { compared }) => sum + compared.suspicious, 0),
    fnmr: rateOfPairs(row, 'genuine'),
    falseAlarms: rateOfAlarms(row, 'any'),
    alarmsWithin: rateOfAlarms(row, 'within'),
    alarmsBetween: rateOfAlarms(row, 'between'),
  };
}

/** Each user once, though several groups may have the user. */
export function membersOf(groups: readonly MeasuredGroup[]): readonly number[] {
  if (groups.length === 1) return groups[0]?.group.members ?? [];
  return [...new Set(groups.flatMap(({ group }) => group.members))];
}

/** How many have no template. */
export function failuresOf(members: readonly TriedUser[]): Counted {
  return {
    events: members.filter(({ failure }) => failure !== null).length,
    of: members.length,
  };
}

/** The qualities of those who have a template. */
export function qualitiesOf(members: readonly TriedUser[]): readonly number[] {
  return members.flatMap(({ quality }) => quality ?? []);
}

/** Counts of dependent trials, with the number by which they count less. */
export interface Weighted extends Counted {
  readonly effect: number;
  readonly users: number;
}

/** Comparisons of photos; the pairs of a row are those within each of its groups. */
export function pairsOf(
  { own, all }: Row,
  which: 'verification' | 'duplicates' | 'genuine',
): Weighted {
  const trials = (groups: readonly MeasuredGroup[]): readonly Dependent[] =>
    groups.map(({ compared }) => compared[which]);
  const most = which === 'genuine' ? MOST_OF_USERS : MOST_OF_PAIRS;
  const of = trials(own);
  return {
    events: of.reduce((sum, { events }) => sum + events, 0),
    of: of.reduce((sum, one) => sum + one.of, 0),
    users: of.reduce((sum, { users }) => sum + users, 0),
    effect: effectOf(of, trials(all), most),
  };
}

/** Users with a look-alike. */
export function alarmsOf({ own }: Row, which: 'any' | 'within' | 'between'): Weighted {
  const sum = (of: keyof Alarmed) =>
    own.reduce((total, { compared }) => total + compared[which][of], 0);
  const [events, squares] = [sum('users'), sum('squares')];
  const of = own.reduce((total, { compared }) => total + compared.users, 0);
  const isClustered = events > 0 && 2 * events <= of;
  return { events, of, users: of, effect: isClustered ? squares / events : PAIR };
}

function rateOfPairs(row: Row, which: 'verification' | 'duplicates' | 'genuine'): Rate {
  const { effect, users, ...counted } = pairsOf(row, which);
  return rateOfTrials(counted, effect, users);
}

function rateOfAlarms(row: Row, which: 'any' | 'within' | 'between'): Rate {
  const { effect, users, ...counted } = alarmsOf(row, which);
  return rateOfTrials(counted, effect, users);
}

function codesOf(members: readonly TriedUser[]): GroupFigures['failures'] {
  const counts = new Map<string, number>();
  for (const { failure } of members) {
    if (failure !== null) counts.set(failure, (counts.get(failure) ?? 0) + 1);
  }
  return [...counts]
    .map(([code, users]) => ({ code: code as FailureCode, users }))
    .sort((p, q) => q.users - p.users || byCodeUnits(p.code, q.code));
}

function measuresOf(members: readonly TriedUser[]): GroupFigures['measures'] {
  return MEASURES.flatMap((measure, i) => {
    const values = members.map(({ measures }) => measures?.[i] ?? Number.NaN);
    const found = average(values.filter((value) => !Number.isNaN(value)));
    return found ? [{ measure, average: found }] : [];
  });
}
