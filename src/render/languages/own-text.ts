import { nearest } from '../../domain/nearest.js';
import { listed, quoted } from '../../domain/text.js';
import { placeholdersOf } from './placeholders.js';
import { ENGLISH, type TextKey } from './texts.js';

/** The names of all texts, in the order in which people meet them. */
export const TEXT_KEYS = Object.keys(ENGLISH) as readonly TextKey[];

/** What every text may name. */
const EVERYWHERE = ['company', 'contact'] as const;

/** What is wrong with a customer's own text, or undefined. */
export function ownTextProblem(name: string, text: unknown): string | undefined {
  if (!isTextKey(name)) {
    return `there is no text ${quoted(name)}; did you mean ${quoted(nearest(name, TEXT_KEYS) ?? '')}?`;
  }
  if (typeof text !== 'string' || text.trim() === '') return `${quoted(name)} must be a text`;
  const known = [...new Set([...placeholdersOf(ENGLISH[name]), ...EVERYWHERE])];
  const unknown = placeholdersOf(text).find((one) => !known.includes(one));
  if (unknown === undefined) return undefined;
  const names = known.map((one) => `{${one}}`);
  return `${quoted(name)} has the unknown placeholder ${quoted(`{${unknown}}`)}: there are ${listed(names)}`;
}

function isTextKey(name: string): name is TextKey {
  return Object.hasOwn(ENGLISH, name);
}
