import { ENGLISH, type TextKey } from '../languages/texts.js';
import type { Say } from './said.js';

/** Texts that only the script of the page says. */
const OF_SCRIPT =
  /^(camera\..*|send\..*|form\..*|photo\.(preview|other)|failure\.(FILE_TOO_LARGE|HEIC))$/;

/** They go with the form as JSON; placeholders that the script replaces are left in them. */
export function scriptTexts(say: Say): string {
  const keys = (Object.keys(ENGLISH) as TextKey[]).filter((key) => OF_SCRIPT.test(key));
  const texts = keys.map((key) => [key, say(key)]);
  return JSON.stringify(Object.fromEntries(texts));
}
