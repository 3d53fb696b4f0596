import type { Limit, PhotoProfile, Published } from '../domain/photo-profile.js';
import { measureText, shownValue } from '../domain/profile-fit.js';

/** What a profile says, for people: each line with the number of its source. */
export function profileText(profile: PhotoProfile): readonly string[] {
  const statements = statementsOf(profile);
  const sources = [...new Set(statements.map(sourceText))];
  return [
    `${profile.name}: ${profile.title}`,
    ...statements.map((one) => `  ${one.text} [${sources.indexOf(sourceText(one)) + 1}]`),
    ...sources.map((source, i) => `    [${i + 1}] ${source}`),
    '',
  ];
}

interface Statement extends Published {
  readonly text: string;
}

function statementsOf({ formats, limits, fileName, notes = [] }: PhotoProfile): Statement[] {
  return [
    ...(formats ? [{ ...formats, text: formatsText(formats.of) }] : []),
    ...limits.map((limit) => ({ ...limit, text: limitText(limit) })),
    ...(fileName ? [{ ...fileName, text: fileNameText(fileName.pattern) }] : []),
    ...notes.map((note) => ({ ...note, text: `note: ${note.text}` })),
  ];
}

/** "https://example.com/limits, 2026-11-30". */
function sourceText({ source, date }: Published): string {
  return `${source}, ${date}`;
}

/** "formats: JPEG, PNG". */
export function formatsText(of: readonly string[]): string {
  return `formats: ${of.map((one) => one.toUpperCase()).join(', ')}`;
}

/** "name of the file: <user ID>.jpg". */
export function fileNameText(pattern: string): string {
  return `name of the file, without extension: ${pattern.replace('{userId}', '<user ID>')}`;
}

/** "the width: 358 to 1,080 pixels", "the width of the face: at least 40 pixels (recommended)". */
export function limitText({ of, least, most, upTo, isAdvice }: Limit): string {
  const growing = upTo ? ` (in proportion above ${upTo.width} x ${upTo.height} pixels)` : '';
  const advice = isAdvice ? ' (recommended)' : '';
  return `${measureText(of)}: ${rangeText(of, least, most)}${growing}${advice}`;
}

function rangeText(of: Limit['of'], least: number | undefined, most: number | undefined): string {
  if (least === undefined) return `at most ${shownValue(of, most as number)}`;
  if (most === undefined) return `at least ${shownValue(of, least)}`;
  return least === most
    ? shownValue(of, least)
    : `${shownValue(of, least, false)} to ${shownValue(of, most)}`;
}
