import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { heicHeader, hugePng, zip } from '../../fixtures/draw/bytes.js';
import { FAILURES } from '../../src/domain/failures.js';
import { randomOf } from '../fuzz/mutate.js';
import {
  animated,
  segmentsOf,
  withChunk,
  withComments,
  withForgedSize,
  withSegments,
} from '../support/damage.js';
import { endings, fixture, Scenario } from '../support/scenario.js';

/** Named after its photo, what a file holds and how it ends. */
type Files = Record<string, readonly [content: Buffer, ending: string]>;

const ENROLLED = 'NEW_TEMPLATE_CREATED';
/** A decoder may make a picture of such a file or not; either is fine, a crash is not. */
const ANY = 'any';
const KNOWN = [ENROLLED, ...Object.keys(FAILURES)];

const portrait = (name: string): Buffer => readFileSync(fixture('photos', name));
const JPEG = portrait('1001.jpg');
const PNG = portrait('png-plain.png');

const tenths = [1, 2, 3, 4, 5, 6, 7, 8, 9];

function cutOff(): Files {
  const files: Files = {};
  for (const name of ['1001.jpg', 'jpeg-progressive.jpg', 'png-interlaced.png', 'png-plain.png']) {
    const whole = portrait(name);
    for (const tenth of tenths) {
      const part = whole.subarray(0, Math.floor((whole.length * tenth) / 10));
      files[`cut-off-at-${tenth}0%-${name}`] = [part, 'IMAGE_CORRUPT'];
    }
  }
  // The end marker is missing, the picture is whole.
  files['without-its-end.jpg'] = [JPEG.subarray(0, -2), ENROLLED];
  files['with-half-an-end.jpg'] = [JPEG.subarray(0, -1), ENROLLED];
  files['cut-off-behind-signature.jpg'] = [JPEG.subarray(0, 3), 'IMAGE_CORRUPT'];
  files['cut-off-behind-header.png'] = [PNG.subarray(0, 33), 'IMAGE_CORRUPT'];
  return files;
}

function flippedBits(): Files {
  const random = randomOf(20_261_121);
  const pairs = tenths.map((tenth) => {
    const bytes = Buffer.from(tenth % 2 ? JPEG : PNG);
    for (let n = 0; n < 2 ** tenth; n += 1) {
      const at = 3 + Math.floor(random() * (bytes.length - 3));
      bytes[at] = (bytes[at] as number) ^ (1 << Math.floor(random() * 8));
    }
    return [`flipped-bits-${2 ** tenth}.jpg`, [bytes, ANY]] as const;
  });
  return Object.fromEntries(pairs);
}

function forgedSizes(): Files {
  return {
    'forged-65535x65535.jpg': [withForgedSize(JPEG, 65_535, 65_535), 'IMAGE_TOO_MANY_PIXELS'],
    'forged-0-high.jpg': [withForgedSize(JPEG, 320, 0), 'IMAGE_CORRUPT'],
    'forged-7000x7000.jpg': [withForgedSize(JPEG, 7000, 7000), 'IMAGE_CORRUPT'],
    'forged-one-row-more.jpg': [withForgedSize(JPEG, 320, 401), 'IMAGE_CORRUPT'],
    // The width is no one's to check.
    'forged-one-column-more.jpg': [withForgedSize(JPEG, 321, 400), ANY],
  };
}

async function profiles(): Promise<Files> {
  const p3 = await sharp(JPEG).withIccProfile('p3').jpeg().toBuffer();
  const [profile] = segmentsOf(p3, 0xe2);
  const broken = Buffer.from(profile as Buffer).fill(0x55, 18);
  return {
    'profile-broken.jpg': [withSegments(JPEG, [broken], 'before frame'), ENROLLED],
    'profile-of-colour-in-grey.jpg': [
      withSegments(portrait('jpeg-grey.jpg'), [profile as Buffer], 'before frame'),
      ENROLLED,
    ],
  };
}

async function pngs(): Promise<Files> {
  const landscape = sharp(fixture('broken', 'landscape.jpg')).resize(320, 400, { fit: 'fill' });
  const bomb = Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(Buffer.alloc(100e6))]);
  return {
    'one-colour-30000x30000.png': [await hugePng(30_000), 'IMAGE_TOO_MANY_PIXELS'],
    'animated-its-first-frame-counts.png': [
      animated(PNG, await landscape.png().toBuffer()),
      ENROLLED,
    ],
    'comment-of-100-mb-unpacked.png': [withChunk(PNG, 'zTXt', bomb), ENROLLED],
  };
}

async function sizes(): Promise<Files> {
  const face = { left: 70, top: 90, width: 180, height: 180 };
  const small = (width: number, height: number) =>
    sharp(JPEG).extract(face).resize(width, height, { fit: 'fill' }).jpeg().toBuffer();
  return {
    'trailing-9.9-mb.jpg': [Buffer.concat([JPEG], 9_900_000), ENROLLED],
    'comments-9.9-mb.jpg': [withComments(JPEG, 9_900_000), ENROLLED],
    'trailing-10.1-mb.jpg': [Buffer.concat([JPEG], 10_100_000), 'FILE_TOO_LARGE'],
    'comments-10.1-mb.jpg': [withComments(JPEG, 10_100_000), 'FILE_TOO_LARGE'],
    '99x100.jpg': [await small(99, 100), 'IMAGE_TOO_SMALL'],
    '100x99.jpg': [await small(100, 99), 'IMAGE_TOO_SMALL'],
    '100x100.jpg': [await small(100, 100), ENROLLED],
    'empty.jpg': [Buffer.alloc(0), 'FILE_EMPTY'],
  };
}

function misnamed(): Files {
  return {
    'a-png.jpg': [PNG, ENROLLED],
    'a-jpeg.png': [JPEG, ENROLLED],
    'html.jpg': [Buffer.from('<!doctype html>\n<title>404</title>\n'), 'UNSUPPORTED_FORMAT'],
    'svg.jpg': [readFileSync(fixture('broken', 'drawing.svg.jpg')), 'UNSUPPORTED_FORMAT'],
    'zip.jpg': [zip('1001.txt', 'No photo in here.\n'), 'UNSUPPORTED_FORMAT'],
    'heic.jpg': [heicHeader(), 'UNSUPPORTED_FORMAT'],
  };
}

async function allFiles(): Promise<Files> {
  const good = ['1002.jpg', '1003.jpg', '1004.jpg', '1005.jpg'].map(
    (name) => [name, [portrait(name), ENROLLED]] as const,
  );
  const [icc, png, size] = await Promise.all([profiles(), pngs(), sizes()]);
  const other = { ...cutOff(), ...flippedBits(), ...forgedSizes(), ...misnamed() };
  return { ...Object.fromEntries(good), ...other, ...icc, ...png, ...size };
}

/** Adds what is no file to be read; returns how each ends. */
function addUnreadable(s: Scenario): Record<string, string> {
  mkdirSync(s.path('photos', 'folder.jpg'));
  execFileSync('mkfifo', [s.path('photos', 'pipe.jpg')]);
  symlinkSync('nowhere', s.path('photos', 'dangling.jpg'));
  symlinkSync('circle.jpg', s.path('photos', 'circle.jpg'));
  const names = ['pipe.jpg', 'dangling.jpg', 'circle.jpg'];
  // Nothing keeps root from reading.
  if (process.getuid?.() !== 0) {
    chmodSync(s.write('photos/forbidden.jpg', JPEG), 0);
    names.push('forbidden.jpg');
  }
  return Object.fromEntries(names.map((name) => [name, 'FILE_UNREADABLE']));
}

it('a folder of files damaged in every way ends each as it must, and enrolls the good ones', async () => {
  const s = new Scenario();
  const files = await allFiles();
  for (const [name, [content]] of Object.entries(files)) s.write(`photos/${name}`, content);
  const expected = {
    ...Object.fromEntries(Object.entries(files).map(([name, [, ending]]) => [name, ending])),
    ...addUnreadable(s),
  };
  const result = await s.runJson(['import-faces', 'photos', '--create-missing', '--profile-image']);

  expect(result.code, result.stderr).toBe(3);
  const ended = Object.fromEntries(endings(result));
  expect(KNOWN).toEqual(expect.arrayContaining(Object.values(ended)));
  const asked = Object.entries(ended).map(([name, ending]) => {
    return [name, expected[name] === ANY ? ANY : ending];
  });
  expect(Object.fromEntries(asked)).toEqual(expected);
  expect(result.outcomes).toHaveLength(Object.keys(expected).length);
  // The folder that is named like a photo.
  expect(result.summary.skipped).toBe(1);
  const enrolled = Object.keys(ended).filter((name) => ended[name] === ENROLLED);
  expect(s.userIds()).toEqual(enrolled.map((name) => name.replace(/\.\w+$/, '')).sort());

  const heic = result.outcomes.find(({ file }) => file === 'heic.jpg');
  expect(heic.advice).toContain('Export the photo as JPEG');
  const cut = result.outcomes.filter(({ file }) => file.startsWith('cut-off-'));
  expect([...new Set(cut.map(({ message }) => message))]).toEqual([
    'the photo is damaged: the file is incomplete',
  ]);
});
