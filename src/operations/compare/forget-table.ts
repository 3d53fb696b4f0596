import { FatalError } from '../../domain/fatal-error.js';
import { quoted } from '../../domain/text.js';
import { type Context, changesOf } from '../context.js';
import { packFor } from '../pack-for.js';
import type { CalibrateSettings } from './options.js';

/** A collection whose own table is forgotten. */
export interface ForgottenTable {
  readonly kind: 'forgotten';
  readonly collection: string;
  readonly encoder: string;
  /** What the table was measured on. */
  readonly measuredOn: string;
  readonly pack: string;
  /** Whether searches have a table all the same. */
  readonly packHasTable: boolean;
}

/**
 * Forgets the table that was kept for a collection, with an audit row.
 *
 * @throws {FatalError} when there is none.
 */
export function forgetTable(
  context: Context,
  { models }: Pick<CalibrateSettings, 'models'>,
): ForgottenTable {
  const { collection } = context;
  const { encoder, name: pack, thresholds: packTable } = packFor(context.host, models);
  const { thresholds, audit, transaction } = changesOf(context, encoder);
  const { measuredOn } = transaction(() => {
    const table = thresholds.get(encoder);
    if (!table) {
      throw new FatalError(
        `the collection ${quoted(collection)} has no table of its own for the encoder ${encoder}: name another with --collection, --models or --db`,
      );
    }
    thresholds.remove(encoder);
    audit.record('THRESHOLDS_REMOVED', {}, { encoder, ...table }, new Date().toISOString());
    return table;
  });
  const packHasTable = packTable !== undefined;
  return { kind: 'forgotten', collection, encoder, measuredOn, pack, packHasTable };
}
