import type { GalleryReport } from '../../../domain/gallery-report.js';
import { DEFAULT_PACK } from '../../../domain/option-values.js';
import { periodsOf } from '../../../domain/periods.js';
import type { ThresholdTables } from '../../../enroll/duplicate-threshold.js';
import { packSpec } from '../../../models/packs.js';
import { encoderInstead } from '../../compare/other-encoder.js';
import { packOf } from '../../compare/packs-of.js';
import { type Context, changesOf, galleryOf } from '../../context.js';
import { agesOf } from './ages.js';
import { retentionOf } from './retention.js';
import { suspicionsOf } from './suspicions.js';
import { thresholdsOf } from './thresholds.js';

/** Users without a face who are named. */
const MOST_NAMED = 500;

/**
 * What a report on a collection tells, as it is at one moment: the database is held still until
 * it is closed. Of what there may be any number of, only counts and the first ones are kept.
 *
 * @param models the pack whose templates are compared; that of the collection unless one is named
 * @param now milliseconds since 1970
 */
export async function gatherGallery(
  context: Context,
  models: string | undefined,
  now: number,
): Promise<GalleryReport> {
  context.store.holdStill();
  const encoder = encoderOf(context, models);
  const pack = packOf(encoder);
  const part = changesOf(context, encoder);
  const gallery = galleryOf(context);
  const spec = pack === undefined ? undefined : packSpec(pack).encoder;
  const tables: ThresholdTables = {
    collection: part.thresholds.get(encoder),
    pack: spec?.thresholds,
  };
  const encoders = part.staged.encoders();
  const own = encoders.find((one) => one.encoder === encoder)?.templates ?? 0;
  const days = gallery.days();
  const faceless = gallery.users.find({ fields: [], withFace: false });
  const enrolled = total(days.users);
  return {
    ...{ collection: context.collection, encoder, pack, enrolled },
    users: enrolled + faceless.total,
    templates: total(days.templates),
    enrollment: periodsOf(days.users),
    quality: gallery.spreads(),
    encoders: encoders.map((one) => ({ ...one, pack: packOf(one.encoder) })),
    ages: agesOf(days.templates, now),
    faceless: {
      users: faceless.total,
      first: Array.from(faceless.rows({ limit: MOST_NAMED, offset: 0 }), ({ userId }) => userId),
    },
    suspicions: await suspicionsOf(context, pack, tables.collection ?? tables.pack),
    thresholds: thresholdsOf(tables, spec?.strength, own),
    retention: retentionOf(part.holdings.dated(), now),
  };
}

/** That of the pack, or that of the collection's templates, where nobody named a pack. */
function encoderOf(context: Context, models: string | undefined): string {
  const { encoder } = packSpec(models ?? DEFAULT_PACK);
  // What a configuration file says of a pack is for all collections.
  const isNamed = context.isGiven?.('models') ?? models !== undefined;
  return encoderInstead(changesOf(context), { encoder: encoder.id }, isNamed) ?? encoder.id;
}

function total(counts: readonly { readonly count: number }[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}
