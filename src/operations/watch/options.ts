import { IMPORT_CSV_OPTIONS, IMPORT_FACES_OPTIONS } from '../options/import.js';
import { PHOTO_OPTIONS } from '../options/photo.js';
import { file, number, type Row, type Rows, text, type ValuesOf } from '../options/row.js';

/** A watch takes whatever is there, and changes what it says. */
function forWatch<R extends Rows>({
  allowEmpty: _,
  limit: __,
  dryRun: ___,
  ...rows
}: R): Omit<R, 'allowEmpty' | 'limit' | 'dryRun'> {
  return rows;
}

const { createMissing, recursive, idPattern, ...COMMON } = forWatch(IMPORT_FACES_OPTIONS);
const { images: _, asList: __, ...LIST } = forWatch(IMPORT_CSV_OPTIONS);

/** Options for a list alone. */
export const OF_LISTS: readonly string[] = Object.keys(LIST).filter(
  (name) => !Object.hasOwn(COMMON, name),
);

function withoutList<T>(row: Row<T, false>): Row<T, false> {
  return { ...row, conflicts: ['csv'] };
}

export const WATCH_OPTIONS = {
  csv: file('the list of users and their photos in the folder, as import-csv takes it'),
  every: number({ least: 1, most: 3600, unit: 's' }, 'seconds')(
    'time between two looks at the folder',
    { default: 10 },
  ),
  settle: number({ least: 1, most: 3600, unit: 's' }, 'seconds')(
    'how long a file must not have changed, and nothing new have come',
    { default: 5 },
  ),
  onBatch: text('run by the shell after each batch, with its facts in the environment', {
    value: 'command',
  }),
  createMissing: withoutList(createMissing),
  recursive: withoutList(recursive),
  idPattern: withoutList(idPattern),
  ...LIST,
  ...COMMON,
};

export type WatchValues = ValuesOf<typeof WATCH_OPTIONS>;

/** Options that shape nothing that is enrolled. */
const WITHOUT_EFFECT: readonly string[] = [
  ...['every', 'settle', 'onBatch', 'errors', 'replaceReport', 'html', 'workers', 'maxMemory'],
  ...['queue', 'queueKeyFile', 'priority', 'photoTransport'],
  'timeout',
];

/** Options that a photo's outcome depends on, with their values, as one text. */
export function shapingOptions(values: WatchValues): string {
  const names = [...Object.keys(WATCH_OPTIONS), ...Object.keys(PHOTO_OPTIONS)];
  const said = values as Readonly<Record<string, unknown>>;
  const shaping = [...new Set(names)].filter((name) => !WITHOUT_EFFECT.includes(name)).sort();
  return JSON.stringify(
    shaping.map((name) => {
      const value = said[name];
      return [name, value instanceof RegExp ? value.source : (value ?? null)];
    }),
  );
}
