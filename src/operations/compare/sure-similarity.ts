import { FatalError } from '../../domain/fatal-error.js';
import { rate } from '../../domain/figures.js';
import type { MatchThreshold } from '../../domain/identification.js';
import { count } from '../../domain/text.js';
import { SURE_FMR, sureThreshold } from '../../enroll/sure-threshold.js';
import type { ModelPack } from '../../models/packs.js';
import type { CollectionStore } from '../../store/store.js';
import type { IdentifySettings } from './options.js';

/**
 * The similarity from which on --auto-enroll adds a photo that is compared with so many
 * templates. Only a rate tells it, so --similarity does not help.
 *
 * @throws {FatalError} when none follows, or the rate that was named is not sure enough
 */
export function sureSimilarity(
  { fpir, autoEnrollFpir }: Pick<IdentifySettings, 'autoEnrollFpir' | 'fpir'>,
  plain: MatchThreshold,
  pack: ModelPack,
  { thresholds }: CollectionStore,
  templates: number,
): number {
  const tables = { collection: thresholds.get(pack.encoder), pack: pack.thresholds };
  const asked = { rate: autoEnrollFpir, fpir, least: plain.similarity };
  const sure = sureThreshold(tables, asked, templates);
  if (sure.kind === 'sure') return sure.similarity;
  if (sure.kind === 'unknown') {
    throw new FatalError(
      `nobody has measured what the similarities of the encoder ${pack.encoder} mean: --auto-enroll needs to know it, so measure it first with "faceenroll calibrate --store"`,
      { refusal: { code: 'THRESHOLD_UNKNOWN' } },
    );
  }
  if (sure.kind === 'never') {
    throw new FatalError(
      `by the table of the pack ${pack.name} no similarity is sure enough for --auto-enroll, which takes an FMR of ${rate(SURE_FMR)} or less: measure your own people with "faceenroll calibrate --store", or use a stronger pack`,
      { refusal: { code: 'AUTO_ENROLL_UNSURE' } },
    );
  }
  const most = roundedDown(sure.most);
  throw new FatalError(
    `--auto-enroll-fpir ${autoEnrollFpir} among ${count(templates, 'template')} is not sure enough: by the table of the pack ${pack.name}, which was not measured on your own people (${pack.thresholds?.measuredOn}), it is an FMR of ${rate(sure.fmr)}, and --auto-enroll takes ${rate(SURE_FMR)} or less. Measure your people with "faceenroll calibrate --store", or name --auto-enroll-fpir ${most} or less`,
    { refusal: { code: 'AUTO_ENROLL_UNSURE', most } },
  );
}

/** One digit that is not above the value, as an option takes it. */
function roundedDown(value: number): string {
  const tens = 10 ** Math.floor(Math.log10(value));
  return String(Number((Math.floor(value / tens) * tens).toPrecision(1)));
}
