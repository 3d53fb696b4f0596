import type {
  QueuedImport,
  QueueStatus,
  QueueWorkerStatus,
  ShownQueue,
} from '../domain/queue-status.js';
import { count, jsonLine, number, printable } from '../domain/text.js';
import { crewShort } from './crew.js';
import { hostNames } from './host-names.js';
import { duration } from './summary.js';
import { isTableWidth, textTable } from './text-table.js';
import { wrapped } from './wrapped.js';

const MEGABYTE = 1e6;

/** Stands for a space at which a line is not broken. */
const NO_BREAK = '\u00a0';

/** Who uses a queue and what is on it, for people. */
export function queueStatusLines(status: ShownQueue, width: number): readonly string[] {
  const { queue, bytes } = status;
  const [imports, workers] = [status.imports.filter(isThere), status.workers.filter(isThere)];
  const size = `${(bytes / MEGABYTE).toFixed(1)} MB of photos and results`;
  const all = [...imports, ...workers];
  const hosts = hostNames(all.map(({ host }) => host));
  const hasEncoders = new Set(all.map(({ encoder }) => encoder)).size > 1;
  return [
    ...wrapped(
      `Queue at ${printable(queue)}: ${count(imports.length, 'import')}, ${crewShort({ members: workers })}, ${size}`,
      '  ',
    ),
    ...table(importColumns(imports, hosts, hasEncoders), imports, width),
    ...table(workerColumns(hosts, hasEncoders), workers, width),
    ...(imports.length > 0 && workers.length === 0 ? ['', ...wrapped(NO_WORKER)] : []),
    ...leftLines(
      status.imports.filter(({ isGone }) => isGone),
      leftOf(status),
    ),
  ];
}

const NO_WORKER =
  'No worker takes the photos: start some with "faceenroll worker --queue ..." on other machines.';

/** The same for a program. */
export function queueStatusEvents(status: ShownQueue): readonly string[] {
  const { queue, imports, workers, bytes } = status;
  const summary = {
    event: 'summary',
    queue,
    imports: imports.filter(isThere).length,
    workers: workers.filter(isThere).length,
    rate: workers.filter(isThere).reduce((sum, { rate }) => sum + rate, 0),
    left: leftOf(status),
    bytes,
  };
  return [
    ...imports.map((one) => jsonLine({ event: 'import', ...one })),
    ...workers.map((one) => jsonLine({ event: 'worker', ...one })),
    jsonLine(summary),
  ];
}

function isThere({ isGone }: QueuedImport | QueueWorkerStatus): boolean {
  return !isGone;
}

/** Photos and results that nobody waits for. */
function leftOf({ imports, ownerless }: QueueStatus): number {
  const gone = imports.filter(({ isGone }) => isGone);
  return gone.reduce((sum, one) => sum + onQueue(one), ownerless);
}

function onQueue({ waiting, atWork, answered }: QueuedImport): number {
  return waiting + atWork + answered;
}

/** A column: its heading, and what it tells of one. */
type Column<One> = readonly [heading: string, cell: (one: One) => string];

/** What is the same for all imports, as it is by default, would only take the room of the others. */
function importColumns(
  imports: readonly QueuedImport[],
  hosts: ReadonlyMap<string, string>,
  hasEncoders: boolean,
): readonly Column<QueuedImport>[] {
  const hasPriorities = imports.some(({ priority }) => priority !== 0);
  const hasPaths = imports.some(({ transport }) => transport === 'path');
  return [
    ['Import on', ({ host }) => hosts.get(host) ?? host],
    ...programColumns<QueuedImport>(hasEncoders),
    ...when<QueuedImport>(hasPriorities, ['priority', ({ priority }) => String(priority)]),
    ...when<QueuedImport>(hasPaths, ['by', ({ transport }) => transport]),
    ['waiting', ({ waiting }) => number(waiting)],
    ['at work', ({ atWork }) => number(atWork)],
    ['answered', ({ answered }) => number(answered)],
    ['done', ({ done }) => number(done)],
  ];
}

function workerColumns(
  hosts: ReadonlyMap<string, string>,
  hasEncoders: boolean,
): readonly Column<QueueWorkerStatus>[] {
  return [
    ['Worker on', ({ host }) => hosts.get(host) ?? host],
    ...programColumns<QueueWorkerStatus>(hasEncoders),
    ['at once', ({ slots }) => String(slots)],
    ['done', ({ done }) => number(done)],
    ['failed', ({ failed }) => number(failed)],
    ['per second', ({ rate }) => rate.toFixed(1)],
  ];
}

function programColumns<One extends QueuedImport | QueueWorkerStatus>(
  hasEncoders: boolean,
): readonly Column<One>[] {
  return [
    ['pid', ({ pid }) => String(pid)],
    ['for', ({ seconds }) => duration(seconds)],
    ...when<One>(hasEncoders, ['encoder', ({ encoder }) => encoder]),
  ];
}

function when<One>(isShown: boolean, column: Column<One>): readonly Column<One>[] {
  return isShown ? [column] : [];
}

function table<One>(
  columns: readonly Column<One>[],
  rows: readonly One[],
  width: number,
): readonly string[] {
  if (rows.length === 0) return [];
  const headings = columns.map(([heading]) => heading);
  const cells = rows.map((one) => columns.map(([, cell]) => cell(one)));
  return isTableWidth(headings, cells, width)
    ? ['', ...textTable(headings, cells, width)]
    : cells.flatMap((row) => ['', ...paragraph(headings, row)]);
}

/** "Import on hr-1: pid 4711, for 2 h 5 min, waiting 1,234,567": for rows that are too wide for a table. */
function paragraph(headings: readonly string[], row: readonly string[]): readonly string[] {
  const [name, ...cells] = headings.map((heading, i) =>
    printable(`${heading} ${row[i]}`).replaceAll(' ', NO_BREAK),
  );
  const lines = wrapped(`${name}: ${cells.join(', ')}`, '  ');
  return lines.map((line) => line.replaceAll(NO_BREAK, ' '));
}

function leftLines(gone: readonly QueuedImport[], left: number): readonly string[] {
  if (left === 0) return [];
  const of = gone.length > 0 ? count(gone.length, 'import') : 'imports';
  return [
    '',
    ...wrapped(
      `${count(left, 'photo and result', 'photos and results')} left by ${of} that ended without a word: the same command takes them up again, "faceenroll queue purge" deletes them.`,
    ),
  ];
}
