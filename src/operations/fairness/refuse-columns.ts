import type { Breakdowns, ValuesOfUsers } from '../../domain/fairness/breakdown.js';
import { FatalError } from '../../domain/fatal-error.js';
import { count, number, quoted } from '../../domain/text.js';

/** Of more groups nobody reads the report, and a difference would have to be huge to be told. */
const MOST_GROUPS = 100;

/** Where users have more than this many values each, groups are hardly more than people. */
const MOST_VALUES_OF_A_USER = 0.5;

/**
 * Refuses a column that there is, and in which nobody who was tried has a value.
 *
 * @throws {FatalError} naming it.
 */
export function refuseEmpty(names: readonly string[], users: ValuesOfUsers): void {
  const empty = names.find((_, column) => valuesIn(users, column).size === 0);
  if (empty === undefined) return;
  throw new FatalError(
    `no user who was tried has a value in ${quoted(empty)}: name another column, or fill it first`,
  );
}

/**
 * Refuses columns that make no groups.
 *
 * @param names of the columns
 * @throws {FatalError} that says what is in the column instead.
 */
export function refuseColumns(
  names: readonly string[],
  users: ValuesOfUsers,
  { breakdowns }: Breakdowns,
  least: number,
): void {
  for (const { columns, shown } of breakdowns) {
    const by = columns.map((column) => quoted(names[column] ?? '')).join(' and ');
    if (shown.length > MOST_GROUPS) throw tooMany(by, shown.length);
    // Those of several columns together may be too small: the report tells it.
    if (columns.length > 1 || shown.length > 0) continue;
    throw tooSmall(by, valuesIn(users, columns[0] ?? 0), users.length, least);
  }
}

function tooMany(by: string, groups: number): FatalError {
  return new FatalError(
    `there are ${count(groups, 'group')} by ${by}, and ${MOST_GROUPS} are the most that a report shows: name a column with fewer values, or a higher --least`,
  );
}

function tooSmall(
  by: string,
  values: ReadonlySet<string>,
  users: number,
  least: number,
): FatalError {
  const small = `no group by ${by} can be shown: each has fewer than ${count(least, 'user')}, or could be told by subtraction`;
  const kind = kindOf(values);
  if (values.size <= MOST_VALUES_OF_A_USER * users && kind === 'values') {
    return new FatalError(`${small}; name a column with fewer values, or a lower --least`);
  }
  return new FatalError(
    `${small}. The column has ${number(values.size)} different ${kind} of ${count(users, 'user')}, and is none to group by: name one that many users share a value of, or make one of ranges ("30 to 39")`,
  );
}

function valuesIn(users: ValuesOfUsers, column: number): ReadonlySet<string> {
  return new Set(users.flatMap((values) => values[column] ?? []).filter((one) => one !== null));
}

const NUMBER = /^[-+]?[\d.,' \u00a0\u202f]*\d\s*[%€$£]?$/;
const DATE = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?$/;

/** What all values look like. */
function kindOf(values: ReadonlySet<string>): 'dates' | 'numbers' | 'values' {
  const all = [...values];
  if (all.length === 0) return 'values';
  if (all.every((value) => DATE.test(value))) return 'dates';
  return all.every((value) => NUMBER.test(value)) ? 'numbers' : 'values';
}
