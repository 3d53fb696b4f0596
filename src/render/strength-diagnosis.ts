import type { LargestGallery } from '../domain/largest-gallery.js';
import {
  findsMore,
  isMeasured,
  type MeasuredPack,
  type RatedPack,
  strongest,
  WEAK,
} from '../domain/rated-pack.js';
import { foundAmong } from '../domain/strength.js';
import { commandText, count, excerpt, quoted } from '../domain/text.js';
import type { Diagnosis } from './doctor.js';
import { FALSE_ALARMS, foundOf100, withInstall } from './strength.js';

/** The assumed size of a gallery that does not exist yet. */
const ASSUMED = 1000;

/** A trial with a few photos causes no warning. */
const LEAST_JUDGED = 100;

/** The packs installed on this machine, and how they are used. */
export interface StrengthInput {
  readonly packs: readonly RatedPack[];
  /** Name of the pack that imports and searches use here. */
  readonly inUse: string;
  /** Undefined if nobody is enrolled, or there is no database to look at. */
  readonly gallery: LargestGallery | undefined;
}

/** A pack, and those that are better than it. */
interface Judged {
  /** Undefined if no pack here has the encoder of the templates. */
  readonly pack: RatedPack | undefined;
  readonly templates: number;
  readonly installed: MeasuredPack | undefined;
  /** The strongest of all packs, if it is better than that and not installed. */
  readonly obtainable: MeasuredPack | undefined;
}

/**
 * How many second photos of enrolled people are found in the largest gallery, and whether another
 * pack would find more. Judges the pack of most templates there or, if nobody is enrolled, the one
 * in use.
 */
export function strengthDiagnosis(input: StrengthInput): Diagnosis {
  const judged = judge(input);
  const message = messageOf(input, judged);
  const advice = adviceOf(input, judged);
  return advice === undefined
    ? { check: 'strength', status: 'ok', message }
    : { check: 'strength', status: 'warning', message, advice };
}

function judge({ packs, inUse, gallery }: StrengthInput): Judged {
  const templates = gallery?.templates ?? ASSUMED;
  const own = packs.find(({ name }) => name === inUse);
  const pack =
    gallery && own?.encoder !== gallery.encoder
      ? packs.find(({ encoder }) => encoder === gallery.encoder)
      : own;
  const present = packs.filter(({ isInstalled }) => isInstalled);
  const installed = ifBetter(strongest(present, templates), pack, templates);
  const best = ifBetter(strongest(packs, templates), installed ?? pack, templates);
  return { pack, templates, installed, obtainable: best?.isInstalled ? undefined : best };
}

/** Any measured pack is better than an unknown one. */
function ifBetter(
  one: MeasuredPack | undefined,
  other: RatedPack | undefined,
  templates: number,
): MeasuredPack | undefined {
  if (!one || !other || !isMeasured(other)) return one;
  return findsMore(one.strength, other.strength, templates) ? one : undefined;
}

function messageOf({ inUse, gallery }: StrengthInput, judged: Judged): string {
  const { pack, templates, installed, obtainable } = judged;
  const name = pack?.name ?? gallery?.encoder ?? inUse;
  const others = [installed, obtainable].flatMap((one) => one ?? []);
  const isKnown = pack !== undefined && isMeasured(pack);
  const [first, ...rest] = isKnown ? [pack, ...others] : others;
  return [
    ...(gallery && name !== inUse ? [`most templates are of ${excerpt(name)}`] : []),
    ...(isKnown ? [] : [`how strong ${excerpt(name)} is was not measured`]),
    ...(first ? [finding(first, templates, gallery)] : []),
    ...rest.map((one) => alsoFinding(one, templates, first as MeasuredPack, inUse)),
  ].join('; ');
}

/**
 * "standard finds about 78 of 100 second photos of an enrolled person among 5,000 templates ..."
 */
function finding(
  pack: MeasuredPack,
  templates: number,
  gallery: LargestGallery | undefined,
): string {
  const found = foundAmong(pack.strength, templates);
  const among = gallery ? sizeOf(gallery) : `${count(templates, 'person', 'people')} (assumed)`;
  return `${withInstall(pack)} finds ${foundOf100(found)} of 100 second photos of an enrolled person among ${among} at ${FALSE_ALARMS} by its table${found.basis === 'measured' ? '' : ' (extrapolated there)'}, as counted on ${excerpt(pack.strength.measuredOn)}`;
}

function sizeOf({ templates, collection, isOneOfMany }: LargestGallery): string {
  const what = count(templates, 'template');
  return isOneOfMany ? `${what} of the largest collection, ${quoted(collection)},` : what;
}

function alsoFinding(
  pack: MeasuredPack,
  templates: number,
  first: MeasuredPack,
  inUse: string,
): string {
  const { measuredOn } = pack.strength;
  const from =
    measuredOn === first.strength.measuredOn ? '' : `, as counted on ${excerpt(measuredOn)}`;
  return `${howToUse(pack, inUse)} would find ${foundOf100(foundAmong(pack.strength, templates))}${from}`;
}

/** An alternative, and the command to use it. */
function howToUse(pack: MeasuredPack, inUse: string): string {
  const { name, isInstalled } = pack;
  return isInstalled && name !== inUse ? excerpt(`${name} (--models ${name})`) : withInstall(pack);
}

/**
 * No advice if the pack was not measured, since another may not be better; or if few or none are
 * enrolled: the message already says what would be found.
 */
function adviceOf({ gallery }: StrengthInput, judged: Judged): string | undefined {
  const { pack, templates, installed, obtainable } = judged;
  if (!gallery || gallery.templates < LEAST_JUDGED) return undefined;
  if (!pack || !isMeasured(pack)) return undefined;
  if (installed) return `run "${rehearsal(installed, gallery)}" to see what would change`;
  if (foundAmong(pack.strength, templates).tmr >= WEAK) return undefined;
  if (!obtainable) {
    return 'more is found in smaller collections, and with more false alarms (--fpir)';
  }
  return `run "${obtainable.install}", then see with "${rehearsal(obtainable, gallery)}" what would change`;
}

/** The command that compares two packs on the gallery itself. */
function rehearsal({ name }: RatedPack, { collection, isOneOfMany }: LargestGallery): string {
  const isMeant = collection === 'default' && !isOneOfMany;
  const where = isMeant ? [] : ['--collection', collection];
  return excerpt(commandText(['upgrade', '--models', name, ...where, '--rehearse']), 1000);
}
