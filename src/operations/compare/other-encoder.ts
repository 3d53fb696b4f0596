import { FatalError } from '../../domain/fatal-error.js';
import { findsMore } from '../../domain/rated-pack.js';
import { count, number, printable, quoted } from '../../domain/text.js';
import { type ModelPack, packSpec } from '../../models/packs.js';
import type { CollectionStore } from '../../store/store.js';
import { encoderText, packOf } from './packs-of.js';

/** What most templates of a collection are of, where that is another encoder than the pack's. */
interface OtherEncoder {
  readonly encoder: string;
  readonly templates: number;
  /** How many are of the pack's encoder. */
  readonly own: number;
}

function otherEncoder(
  { staged }: CollectionStore,
  { encoder }: Pick<ModelPack, 'encoder'>,
): OtherEncoder | undefined {
  const encoders = staged.encoders();
  const own = encoders.find((one) => one.encoder === encoder)?.templates ?? 0;
  const [most] = encoders;
  return most && most.templates > own ? { ...most, own } : undefined;
}

/**
 * Refuses an import that would enroll everybody a second time, unnoticed: the templates of the
 * collection are of another encoder, and nobody has named the pack for this import.
 *
 * @throws {FatalError} telling what to do.
 */
export function refuseOtherEncoder(part: CollectionStore, pack: ModelPack, named: boolean): void {
  const other = named ? undefined : otherEncoder(part, pack);
  if (!other) return;
  const { collection } = part.templates;
  throw new FatalError(
    `most templates of the collection ${quoted(collection)} are of ${encoderText(other.encoder)}, and this import would make others beside them, of ${encoderText(pack.encoder)}: ${advice(part, other, pack)}; if both are wanted, say --models ${printable(pack.name)}`,
    { refusal: { code: 'OTHER_ENCODER' } },
  );
}

/**
 * The encoder that a collection is of, where that is not the pack's: the one it went over to,
 * else that of most templates, unless the pack was named. Users are then not due for an upgrade
 * to the pack, but told of with the wrong one.
 */
export function encoderInstead(
  part: CollectionStore,
  pack: Pick<ModelPack, 'encoder'>,
  named: boolean,
): string | undefined {
  const state = part.upgrades.state();
  if (state) return state.encoder === pack.encoder ? undefined : state.encoder;
  return named ? undefined : otherEncoder(part, pack)?.encoder;
}

/** What to say to who compares with few templates, or with none, while most are of another encoder. */
export function otherEncoderAdvice(part: CollectionStore, pack: ModelPack): string | undefined {
  const other = otherEncoder(part, pack);
  if (!other) return undefined;
  const { collection } = part.templates;
  const own = other.own === 0 ? 'none' : number(other.own);
  return `${count(other.templates, 'template')} of the collection ${quoted(collection)} are of ${encoderText(other.encoder)}, and cannot be compared with those of ${encoderText(pack.encoder)}, of which there are ${own}: ${advice(part, other, pack)}`;
}

/**
 * The pack to name; and a rehearsal of an upgrade to the wanted one where that finds more, and
 * where no earlier upgrade is to be committed first.
 */
function advice(part: CollectionStore, other: OtherEncoder, wanted: ModelPack): string {
  const pack = packOf(other.encoder);
  const isBetter =
    pack === undefined ||
    findsMore(wanted.strength, packSpec(pack).encoder.strength, other.templates);
  const rehearsal =
    isBetter && !part.upgrades.state()
      ? `, or see with "faceenroll upgrade --models ${printable(wanted.name)} --rehearse" what going over would change`
      : '';
  if (pack === undefined) return `install its pack and name that with --models${rehearsal}`;
  const name = printable(pack);
  return `name --models ${name}, or put "models": "${name}" into faceenroll.config.json${rehearsal}`;
}
