import type { Finding } from '../../domain/findings.js';
import { printable, quoted } from '../../domain/text.js';
import type { Connection } from '../connection.js';
import { Publications } from '../publications/publications.js';

/** Finds tables of other databases that may have faces which were deleted here. */
export function* checkPublications(db: Connection): Generator<Finding> {
  for (const state of new Publications(db).states()) {
    const { collection, address, table, stale, problem } = state;
    if (stale === 0) continue;
    const faces = stale === 1 ? '1 face' : `${stale} faces`;
    const why = problem === null ? '' : ` (${printable(problem)})`;
    const message = `the table ${quoted(table)} at ${printable(address)} may have ${faces} of the collection ${quoted(collection)} that ${stale === 1 ? 'was' : 'were'} deleted or changed here${why}`;
    yield { code: 'STILL_PUBLISHED', message, collection };
  }
}
