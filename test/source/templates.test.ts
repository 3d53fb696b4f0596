import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/domain/entry.js';
import { FatalError } from '../../src/domain/fatal-error.js';
import { MAX_FACES_OF_A_USER, MAX_LINE_BYTES } from '../../src/domain/template-file.js';
import type { SealOpener } from '../../src/source/template-lines.js';
import { TemplateSource } from '../../src/source/templates.js';
import { newLineSeal, openLineSeal } from '../../src/store/secrets/line-seal.js';
import { temporaryFolder } from '../support/cli.js';
import { newKey } from '../support/keys.js';
import {
  bytesOf,
  fileOfLines,
  fileText,
  movedFace,
  openText,
  people,
  SMALL_ENCODER,
} from '../support/template-files.js';

const KEY = newKey();

const opener =
  (key = KEY): SealOpener =>
  (wrapped, head) =>
    openLineSeal(key, wrapped, head, 'templates.ndjson');

async function entries(source: TemplateSource): Promise<Entry[]> {
  const all: Entry[] = [];
  for await (const entry of source.entries()) all.push(entry);
  return all;
}

/** What is read of a text; an entry's failure by its code. */
async function read(content: string | Uint8Array): Promise<Entry[]> {
  return entries(await openText(temporaryFolder(), content));
}

/** The line of a face as a file has it, with some members changed. */
function line(more: object = {}): object {
  const [, text = ''] = fileText([movedFace('1')]).split('\n');
  return { ...JSON.parse(text), ...more };
}

describe('a file of templates', () => {
  it('is read as it was written, whatever is in it, plain and sealed', async () => {
    const folder = temporaryFolder();
    await fc.assert(
      fc.asyncProperty(people, fc.boolean(), async (faces, isSealed) => {
        const content = fileText(faces, isSealed ? newLineSeal(KEY) : undefined);
        const found = await entries(await openText(folder, content, opener()));
        expect(found.flatMap(({ failure }) => failure ?? [])).toEqual([]);
        const back = found.flatMap(({ userId, user, photos }) =>
          photos.map(({ slot, file, moved, sample }) => ({
            userId,
            user,
            slot,
            file,
            moved,
            ...sample?.(),
          })),
        );
        expect(back).toEqual(
          faces.map((face, i) => {
            const { faceId, metadata, createdAt, updatedAt } = face;
            const first = isSealed ? 3 : 2;
            return {
              ...{ userId: face.userId, user: face.user, slot: face.slot, file: face.fileName },
              moved: { line: first + i, faceId, metadata, createdAt, updatedAt },
              ...{ digest: face.photoDigest, quality: face.quality, liveness: face.liveness },
              ...{ rotated: 0, embedding: floats(face.embedding) },
            };
          }),
        );
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it.each(['plain', 'sealed'])(
    'that is %s is refused when any byte of it is another, or any end of it is missing',
    async (kind) => {
      const folder = temporaryFolder();
      const faces = [movedFace('1'), movedFace('2')];
      const seal = kind === 'sealed' ? newLineSeal(KEY) : undefined;
      const whole = Buffer.from(fileText(faces, seal));
      await openText(folder, whole, opener());
      // Every byte, changed in one bit or another; and lengths everywhere, those of lines among them.
      for (let at = 0; at < whole.length; at += 1) {
        const altered = Buffer.from(whole);
        altered[at] = (altered[at] as number) ^ (1 << (at % 8));
        await expect(openText(folder, altered, opener()), `byte ${at}`).rejects.toThrow(FatalError);
        if (at % 7 !== 0 && !whole.subarray(at - 1, at + 2).includes('\n')) continue;
        const cut = whole.subarray(0, at);
        await expect(openText(folder, cut, opener()), `cut at ${at}`).rejects.toThrow(FatalError);
      }
      expect(whole.length).toBeGreaterThan(900);
    },
    60_000,
  );

  it('is refused with a byte put in, a line taken out, twice or elsewhere', async () => {
    const faces = [movedFace('1'), movedFace('2'), movedFace('3')];
    for (const seal of [undefined, newLineSeal(KEY)]) {
      const lines = fileText(faces, seal).trimEnd().split('\n');
      for (let i = 0; i < lines.length; i += 1) {
        const all = (changed: string[]) => `${changed.join('\n')}\n`;
        const [one = ''] = lines.slice(i);
        for (const content of [
          all(lines.toSpliced(i, 1)),
          all(lines.toSpliced(i, 0, one)),
          all(lines.toSpliced(i, 1, ` ${one}`)),
          all(lines.toSpliced(i, 1).toSpliced((i + 1) % lines.length, 0, one)),
        ]) {
          await expect(openText(temporaryFolder(), content, opener())).rejects.toThrow(FatalError);
        }
      }
    }
  });

  it('opens with its own key alone', async () => {
    const content = fileText([movedFace('1')], newLineSeal(KEY));
    expect(content).not.toContain('"user_id"');
    await expect(openText(temporaryFolder(), content, opener(newKey('k')))).rejects.toThrow(
      'the key from k does not open "templates.ndjson"',
    );
  });

  it('that changes between checking and reading is refused at its end', async () => {
    const folder = temporaryFolder();
    const source = await openText(folder, fileText([movedFace('1')]));
    await openText(folder, fileText([movedFace('2'), movedFace('3')]));
    expect(await entries(source)).toHaveLength(2);
    const altered = fileText([movedFace('4')]).replace('"slot":1', '"slot":2');
    await expect(openText(folder, altered)).rejects.toThrow('cut off or altered');
    await expect(entries(source)).rejects.toThrow('cut off or altered');
  });

  it.each([
    ['nothing', '', 'cut off or altered'],
    ['a CSV', 'user_id\n1001\n', 'is no template file'],
    ['other JSON', '{"format":"other"}\n', 'is no template file'],
    ['a list', '[]\n', 'is no template file'],
    ['bytes', randomBytes(64), /no template file|cut off/],
    ['a newer version', '{"format":"faceenroll-templates","version":2}\n', 'version "2"'],
    ['a line without an end', 'x'.repeat(MAX_LINE_BYTES + 1), `more than ${MAX_LINE_BYTES} bytes`],
    [
      'an unknown encryption',
      '{"format":"faceenroll-templates","version":1,"encryption":"rot13","key":""}\n',
      'cut off or altered',
    ],
  ])('that is %s is refused', async (_, content, message) => {
    await expect(openText(temporaryFolder(), content)).rejects.toThrow(message);
  });

  it('that is a folder or not there is refused', async () => {
    const path = join(temporaryFolder(), 'folder');
    const open = () => TemplateSource.open(path, opener(), SMALL_ENCODER);
    await expect(open()).rejects.toThrow('does not exist');
    mkdirSync(path);
    await expect(open()).rejects.toThrow('is no file');
  });
});

describe('a line of a file that is whole', () => {
  it('is a face', async () => {
    const [entry, ...others] = await read(fileOfLines([line()]));
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ row: 2, userId: '1', photos: [{ slot: 1, file: '1-1.jpg' }] });
  });

  const nan = [Number.NaN, 0, 0, 1];
  const base64 = (values: number[]) => Buffer.from(bytesOf(values)).toString('base64');
  it.each<[string, object | string, string]>([
    ['is no JSON', '{"user_id":', 'it is no JSON object'],
    ['is no object', '[1]', 'it is no JSON object'],
    ['is empty', '', 'it is no JSON object'],
    ['has no face ID', line({ face_id: undefined }), 'it has no face_id'],
    ['has a face ID that is none', line({ face_id: 'x' }), 'its face_id is not a UUID'],
    ['has an unknown member', line({ thumbnail: '' }), 'no member "thumbnail"'],
    [
      'has a member __proto__',
      JSON.stringify(line()).replace('{', '{"__proto__":{"slot":1},'),
      'no member "__proto__"',
    ],
    ['has no user ID', line({ user_id: 1001 }), 'its user_id is not a text'],
    ['has slot 0', line({ slot: 0 }), 'its slot is not'],
    ['has half a slot', line({ slot: 1.5 }), 'its slot is not'],
    ['has no encoder', line({ encoder: '' }), 'its encoder is not'],
    [
      'has spaces in its base64',
      line({ embedding: ` ${base64([1, 0, 0, 0])}` }),
      'its embedding is not',
    ],
    [
      'has base64url',
      line({ embedding: base64([-1, 0, 0, 0]).replace('/', '_').replace('=', '') }),
      'its embedding is not',
    ],
    ['has three bytes', line({ embedding: 'AAAA' }), 'its embedding is not'],
    ['has no embedding', line({ embedding: '' }), 'its embedding is not'],
    ['has a NaN', line({ embedding: base64(nan) }), 'values that are no numbers'],
    [
      'has an infinity',
      line({ embedding: base64([Number.POSITIVE_INFINITY, 0, 0, 0]) }),
      'values that are no numbers',
    ],
    [
      'has an embedding of zeros',
      line({ embedding: base64([0, 0, 0, 0]) }),
      'has the length 0.000, not 1',
    ],
    [
      'has one that is too long',
      line({ embedding: base64([1, 0.1, 0, 0]) }),
      'has the length 1.005, not 1',
    ],
    ['has quality 2', line({ quality: 2 }), 'its quality is not'],
    ['has no quality', line({ quality: null }), 'its quality is not'],
    ['has a text for liveness', line({ liveness: '1' }), 'its liveness is not'],
    ['has no digest', line({ photo_digest: 'A'.repeat(64) }), 'its photo_digest is not'],
    ['has a long file name', line({ file_name: 'x'.repeat(5000) }), 'its file_name is not'],
    ['has a list of metadata', line({ metadata: [] }), 'its metadata is not'],
    ['has no time', line({ created_at: '2026-13-41T00:00:00.000Z' }), 'its created_at is not'],
    [
      'has a number in a field of the user',
      line({ user: { fields: { a: 1 } } }),
      'its user is not',
    ],
    [
      'has an unknown field of the user',
      line({ user: { fields: {}, admin: 'yes' } }),
      'its user is not',
    ],
  ])('and %s is TEMPLATE_INVALID', async (_, bad, problem) => {
    const good = line({ user_id: 'other' });
    const found = await read(fileOfLines([bad, good]));
    const failed = found.find(({ row }) => row === 2);
    expect(failed?.photos).toEqual([]);
    expect(failed?.failure).toMatchObject({ code: 'TEMPLATE_INVALID' });
    expect(failed?.failure?.message).toMatch(/^line 2: /);
    expect(failed?.failure?.message).toContain(problem);
    // Not a word of what may be an embedding.
    expect(failed?.failure?.message).not.toContain('AAA');
  });

  it.each([
    ['another encoder', { encoder: 'large' }],
    ['other dimensions', { embedding: Buffer.from(bytesOf([1, 0])).toString('base64') }],
  ])('of %s is ENCODER_MISMATCH, naming it', async (_, more) => {
    const [entry] = await read(fileOfLines([line(more)]));
    expect(entry?.failure?.code).toBe('ENCODER_MISMATCH');
    expect(entry?.failure?.message).toMatch(/"(large|small)", not 4 of "small"$/);
  });

  it('with a user ID or a date that no import takes fails as there', async () => {
    const user = { fields: {}, retain_until: 'soon' };
    const lines = [
      line({ user_id: ' 1' }),
      line({ user_id: '2', user, face_id: movedFace('2').faceId }),
    ];
    const codes = (await read(fileOfLines(lines))).map(({ failure }) => failure?.code);
    expect(codes).toEqual(['USER_ID_INVALID', 'DATE_INVALID']);
  });

  it('with a face ID or a slot of another line fails', async () => {
    const first = movedFace('1');
    const again = [{ ...first, slot: 2 }, movedFace('1'), { ...first, userId: '2' }];
    const found = await read(fileText([first, ...again]));
    const failed = found.flatMap(({ failure }) => failure?.message ?? []);
    expect(failed).toEqual([
      `line 3: the face ID ${first.faceId} comes twice`,
      'line 4: the slot 1 of the user "1" comes twice',
      `line 5: the face ID ${first.faceId} comes twice`,
    ]);
  });

  it('too many of one user fail', async () => {
    const faces = Array.from({ length: MAX_FACES_OF_A_USER + 1 }, (_, i) => movedFace('1', i + 1));
    const found = await read(fileText(faces));
    expect(found.map(({ photos, failure }) => failure?.message ?? photos.length)).toEqual([
      `line ${MAX_FACES_OF_A_USER + 2}: the user has more than ${MAX_FACES_OF_A_USER} faces`,
      MAX_FACES_OF_A_USER,
    ]);
  });
});

function floats(bytes: Uint8Array): Float32Array {
  const buffer = Buffer.from(bytes);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => buffer.readFloatLE(4 * i));
}
