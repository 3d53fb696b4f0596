import { FatalError } from '../../domain/fatal-error.js';
import { jsonLine, quoted } from '../../domain/text.js';
import { openExisting } from '../../operations/database/existing-store.js';
import { whenFree } from '../../operations/database/when-free.js';
import { wrapped } from '../../render/wrapped.js';
import type { Io } from '../io.js';
import { hostOf } from '../io.js';
import { usePack } from '../use-pack.js';
import type { CalibrateOptions } from './calibrate.js';

/** `faceenroll calibrate --forget`. */
export async function forgetTable(options: CalibrateOptions, io: Io): Promise<void> {
  const { db, collection, models, reference, json } = options;
  const { encoder, name, thresholds: packTable } = usePack(models, io);
  const store = await whenFree(() => openExisting(db, 'write', hostOf(io)), options, hostOf(io));
  try {
    const part = store.collection(collection, encoder, { reference });
    const { thresholds, audit, transaction } = part;
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
    const now = packTable
      ? `searches use that of the pack ${name} again`
      : `the pack ${name} has none, so searches need --similarity`;
    const text = wrapped(`Forgotten: the table measured on ${measuredOn}; ${now}.`);
    const event = { event: 'forgotten', collection, encoder, measuredOn };
    io.stdout.write(`${json ? jsonLine(event) : text.join('\n')}\n`);
  } finally {
    store.close();
  }
}
