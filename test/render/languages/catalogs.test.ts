import { describe, expect, it } from 'vitest';
import { FAILURES } from '../../../src/domain/failures.js';
import { DENIAL_REASONS } from '../../../src/domain/review.js';
import { CATALOGS } from '../../../src/render/languages/catalogs.js';
import { TEXT_KEYS } from '../../../src/render/languages/own-text.js';
import { placeholdersOf } from '../../../src/render/languages/placeholders.js';
import { canonicalTag } from '../../../src/render/languages/tag.js';
import { type Catalog, ENGLISH, type TextKey } from '../../../src/render/languages/texts.js';

/** What people press: it has to fit on one line of a phone. */
const BUTTONS: readonly TextKey[] = [
  'language.change',
  'notice.no',
  'photo.choose',
  'photo.send',
  'photo.other',
  'camera.open',
  'camera.close',
  'camera.take',
  'expired.send',
  'no.sure.yes',
  'no.sure.back',
  'mail.button',
];

/** What can be wrong with a photo that a person can do something about. */
const PHOTO_FAILURES = [
  'FILE_EMPTY',
  'FILE_TOO_LARGE',
  'UNSUPPORTED_FORMAT',
  'IMAGE_CORRUPT',
  'IMAGE_TOO_SMALL',
  'IMAGE_TOO_MANY_PIXELS',
  'FACE_NOT_FOUND',
  'MULTIPLE_FACES',
  'FACE_TOO_SMALL',
  'FACE_QUALITY_TOO_LOW',
  'LIVENESS_CHECK_FAILED',
  'TIMED_OUT',
] as const satisfies readonly (keyof typeof FAILURES)[];

/** Texts of failures that have no code of their own. */
const OTHER_FAILURES = ['HEIC', 'FACE_QUALITY_TOO_LOW.general', 'other'];

const ALL = [...CATALOGS].map(([language, texts]) => ({ language, texts }));
const TRANSLATED = ALL.filter(({ language }) => language !== 'en');

/** The names of the texts to which something applies. */
function namesOf(
  texts: Catalog,
  applies: (text: string, name: TextKey) => boolean,
): readonly TextKey[] {
  return TEXT_KEYS.filter((name) => applies(texts[name], name));
}

function namesAfter(prefix: string): readonly string[] {
  return TEXT_KEYS.filter((name) => name.startsWith(prefix)).map((name) =>
    name.slice(prefix.length),
  );
}

describe.each(ALL)('the texts in $language', ({ language, texts }) => {
  it('are under the tag that lookup uses', () => {
    expect(canonicalTag(language)).toBe(language);
  });

  it('are those of English, in its order', () => {
    expect(Object.keys(texts)).toEqual(TEXT_KEYS);
  });

  it('have the placeholders of the English ones', () => {
    const differs = (text: string, name: TextKey): boolean =>
      placeholdersOf(text).toSorted().join() !== placeholdersOf(ENGLISH[name]).toSorted().join();
    expect(namesOf(texts, differs)).toEqual([]);
  });

  it('have no straight double quotes', () => {
    expect(namesOf(texts, (text) => text.includes('"'))).toEqual([]);
  });

  it('have no two spaces in a row, and none at an end', () => {
    expect(namesOf(texts, (text) => /\s\s|^\s|\s$|^$/u.test(text))).toEqual([]);
  });

  it('fit on buttons', () => {
    const tooLong = BUTTONS.filter((name) => texts[name].length > 40);
    expect(tooLong).toEqual([]);
  });
});

describe.each(TRANSLATED)('the translation into $language', ({ texts }) => {
  it('leaves nothing in English', () => {
    expect(namesOf(texts, (text, name) => text === ENGLISH[name])).toEqual([]);
  });
});

describe('the languages', () => {
  it('have different names', () => {
    const names = ALL.map(({ texts }) => texts['language.name']);
    expect(new Set(names).size).toBe(names.length);
  });

  it('have a text for each reason of a denial, and for nothing else', () => {
    expect(namesAfter('denial.').toSorted()).toEqual(DENIAL_REASONS.toSorted());
  });

  it('have a text for each failure of a photo, under the code that it has elsewhere', () => {
    const named = namesAfter('failure.').filter((name) => !OTHER_FAILURES.includes(name));
    expect(named.toSorted()).toEqual(PHOTO_FAILURES.toSorted());
    expect(Object.keys(FAILURES)).toEqual(expect.arrayContaining(named));
  });
});

describe('French', () => {
  it('keeps its punctuation on the line of the word before it', () => {
    const texts = CATALOGS.get('fr') ?? ENGLISH;
    const loose = (text: string): boolean => /(?:^|[^\u00a0\u202f])[:;?!»%]|«[^\u00a0]/u.test(text);
    expect(namesOf(texts, loose)).toEqual([]);
  });
});
