import { createHash, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { LineSeal, MovedFace } from '../../src/domain/template-file.js';
import { templateLines } from '../../src/render/template-lines.js';
import type { SealOpener } from '../../src/source/template-lines.js';
import { TemplateSource } from '../../src/source/templates.js';
import { unit } from './vectors.js';

/** Of the templates in these files. */
export const SMALL_ENCODER = { name: 'small', dimensions: 4 };

const AT = '2026-03-02T08:00:00.000Z';

/** The bytes of a vector, little-endian. */
export function bytesOf(values: Iterable<number>): Uint8Array {
  const floats = [...values];
  const bytes = Buffer.alloc(4 * floats.length);
  floats.forEach((value, i) => {
    bytes.writeFloatLE(value, 4 * i);
  });
  return bytes;
}

/** A face of a file. */
export function movedFace(userId: string, slot = 1, more: Partial<MovedFace> = {}): MovedFace {
  const name = `${userId}-${slot}`;
  return {
    ...{ faceId: randomUUID(), userId, slot, encoder: SMALL_ENCODER.name },
    embedding: bytesOf(unit([1, 2, 3, slot])),
    ...{ quality: 0.5, liveness: null, fileName: `${name}.jpg`, metadata: {} },
    photoDigest: createHash('sha256').update(name).digest('hex'),
    ...{ createdAt: AT, updatedAt: AT, user: { known: {}, extra: {} } },
    ...more,
  };
}

/** The text of a file of these faces. */
export function fileText(faces: readonly MovedFace[], seal?: LineSeal): string {
  const encoders = faces.length > 0 ? [SMALL_ENCODER] : [];
  return [...templateLines({ collection: 'a', createdAt: AT, encoders }, faces, seal)].join('');
}

/** The text of a file with these lines between the first and the last, which fit them. */
export function fileOfLines(lines: readonly (string | object)[]): string {
  const [head = ''] = fileText([]).split('\n');
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  const before = [head, ...texts].map((line) => `${line}\n`).join('');
  const sha256 = createHash('sha256').update(before).digest('hex');
  return `${before}${JSON.stringify({ count: lines.length, sha256 })}\n`;
}

/** Writes a file and opens it. */
export function openText(
  folder: string,
  content: string | Uint8Array,
  openSeal: SealOpener = () => {
    throw new Error('the file is not sealed');
  },
): Promise<TemplateSource> {
  const path = join(folder, 'templates.ndjson');
  writeFileSync(path, content);
  return TemplateSource.open(path, openSeal, SMALL_ENCODER);
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('', '__proto__', 'constructor', '"', '\n', '\u2028', '\u001b[31m', '007'),
);

const instant = fc
  .date({
    min: new Date('2000-01-01T00:00:00.000Z'),
    max: new Date('2100-01-01T00:00:00.000Z'),
    noInvalidDate: true,
  })
  .map((date) => date.toISOString());

const share = fc.double({ min: 0, max: 1, noNaN: true });

const objects = fc
  .array(fc.tuple(text, text), { maxLength: 3 })
  .map((members) => Object.fromEntries(members));

const vector = fc
  .array(fc.integer({ min: -9, max: 9 }), { minLength: 4, maxLength: 4 })
  .map((values) => bytesOf(unit(values)));

/** Users with their faces, as a database would export them. */
export const people: fc.Arbitrary<readonly MovedFace[]> = fc
  .uniqueArray(fc.stringMatching(/^['"=,;@0-9aä😀-]{1,8}$/u), {
    maxLength: 4,
    selector: (userId) => userId.normalize('NFC'),
  })
  .chain((userIds) =>
    fc.tuple(
      ...userIds.map((userId) =>
        fc
          .tuple(
            fc.record({ name: text, email: text }, { requiredKeys: [] }),
            objects,
            fc.uniqueArray(fc.integer({ min: 1, max: 1100 }), { minLength: 1, maxLength: 3 }),
          )
          .chain(([known, extra, slots]) =>
            fc.tuple(
              ...slots
                .sort((a, b) => a - b)
                .map((slot) =>
                  fc
                    .record({
                      faceId: fc.uuid({ version: 7 }),
                      embedding: vector,
                      quality: share,
                      liveness: fc.option(share),
                      fileName: text,
                      metadata: objects,
                      createdAt: instant,
                      updatedAt: instant,
                    })
                    .map((face) => movedFace(userId, slot, { ...face, user: { known, extra } })),
                ),
            ),
          ),
      ),
    ),
  )
  .map((users) => users.flat());
