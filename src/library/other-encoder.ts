import { FatalError } from '../domain/fatal-error.js';
import { count, number, printable, quoted } from '../domain/text.js';
import type { ModelPack } from '../models/packs.js';
import type { CollectionStore } from '../store/store.js';
import { packOf } from './packs-of.js';

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
    `most templates of the collection ${quoted(collection)} are of ${nameOf(other.encoder)}, and this import would make others beside them, of ${nameOf(pack.encoder)}: ${advice(other.encoder, pack)}; if both are wanted, say --models ${printable(pack.name)}`,
  );
}

/** Whether a user's template is better left alone: the collection is another encoder's. */
export function isForOtherEncoder(part: CollectionStore, pack: ModelPack, named: boolean): boolean {
  const state = part.upgrades.state();
  if (state) return state.encoder !== pack.encoder;
  return !named && otherEncoder(part, pack) !== undefined;
}

/** What to say to who compares with few templates, or with none, while most are of another encoder. */
export function otherEncoderAdvice(part: CollectionStore, pack: ModelPack): string | undefined {
  const other = otherEncoder(part, pack);
  if (!other) return undefined;
  const { collection } = part.templates;
  return `${count(other.templates, 'template')} of the collection ${quoted(collection)} are of ${nameOf(other.encoder)}, and cannot be compared with those of ${nameOf(pack.encoder)} (${number(other.own)}): ${advice(other.encoder, pack)}`;
}

function advice(encoder: string, wanted: Pick<ModelPack, 'name'>): string {
  const pack = packOf(encoder);
  const rehearsal = `see with "faceenroll upgrade --models ${printable(wanted.name)} --rehearse" what going over would change`;
  if (pack === undefined) return `install its pack and name that with --models, or ${rehearsal}`;
  const name = printable(pack);
  return `name --models ${name}, or put "models": "${name}" into faceenroll.config.json, or ${rehearsal}`;
}

function nameOf(encoder: string): string {
  const pack = packOf(encoder);
  const of = pack === undefined ? 'no model pack that is installed' : `model pack ${pack}`;
  return printable(`${encoder} (${of})`);
}
