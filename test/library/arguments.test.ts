import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
// Compiled, as a caller has it.
import {
  type EnrollOptions,
  enroll,
  type FairnessOptions,
  FatalError,
  fairness,
  type Gallery,
  type GalleryOptions,
  type IdentifyOptions,
  type ImportCsvOptions,
  type ImportFacesOptions,
  identify,
  importCsv,
  importFaces,
  type ListOptions,
  type MergeOption,
  type OddIds,
  openGallery,
  type PublishOptions,
  publish,
  UsageError,
  type VerifyOptions,
  verify,
} from '../../dist/index.js';
import { query, temporaryFolder } from '../support/cli.js';

/** For each option values that it cannot have, one at least: tsc refuses a table that lacks an option. */
type Wrong<T> = Readonly<Record<keyof Required<T>, readonly [unknown, ...unknown[]]>>;

const FLAG = ['yes', 0, 1, null, {}] as const;
const TEXT = [7, null, true, ['a'], '\ud800', () => 'a'] as const;
const NAME = ['', 'a\0b', ...TEXT] as const;
const PATH = [
  '',
  'a\0b',
  7,
  null,
  true,
  ['a.csv'],
  new URL('file:///a.csv'),
  Buffer.from('a'),
] as const;
const NUMBER = [Number.NaN, Number.POSITIVE_INFINITY, null, '1', 1n, [1], {}] as const;
const SHARE = [7, -0.1, 1.0001, ...NUMBER] as const;
const RATE = [0, 1, 2, -0.1, ...NUMBER] as const;
const WHOLE = [0, -5, 1.5, 1e12, ...NUMBER] as const;
const LIST = [1, null, 'a', {}, new Set(['a'])] as const;
const CALLBACK = ['print', null, {}, 1] as const;

const PHOTO = {
  models: NAME,
  multipleFaces: ['first', 'Refuse', null, 1],
  quality: ['Strict', 'best', '', null, 3, ['strict']],
  minQuality: SHARE,
  checkLiveness: [true, 'always', null],
  minLiveness: SHARE,
  timeout: [...WHOLE, 3601, '60'],
  workers: [...WHOLE, 1e9, 257],
  signal: [{}, null, new AbortController(), 'abort', { aborted: false }],
} as const;

const IMPORT = {
  ...PHOTO,
  profile: ['BioStar', '', null, true, 7],
  profilePolicy: ['ignore', true, null],
  ifFaceExists: ['replace', null, true],
  allowOddIds: FLAG,
  ignoreCase: FLAG,
  profileImage: FLAG,
  storeThumbnails: [true, 'original', null],
  duplicates: ['ignore', false, null],
  duplicateFpir: RATE,
  allowIdentityChange: FLAG,
  requireConsent: FLAG,
  metadata: [
    ...[null, '{}', [], 1, new Map(), new Date(0), { at: new Date(0) }, { n: Number.NaN }],
    ...[
      { big: 1n },
      { call: () => 1 },
      { half: '\ud800' },
      { toJSON: () => ({}) },
      cyclic(),
      deep(),
    ],
  ],
  tag: [...LIST, ['a', 7], ['a;b'], [''], ['\ud800'], ['a\nb']],
  maxMemory: [...WHOLE, 1e7],
  dryRun: FLAG,
  errors: PATH,
  html: PATH,
  replaceReport: FLAG,
  onProgress: CALLBACK,
  onOutcome: CALLBACK,
} as const;

const QUEUE = {
  queue: [7, null, 'db.example.com', 'mysql://db/faces', 'postgres://u:secret@db/faces'],
  queueKeyFile: PATH,
  priority: [101, -101, 0.5, '1', null],
  photoTransport: ['mail', true, null],
} as const;

const IMPORT_FACES: Wrong<ImportFacesOptions> = {
  ...IMPORT,
  ...QUEUE,
  allowEmpty: FLAG,
  limit: [...WHOLE, 0],
  createMissing: FLAG,
  recursive: FLAG,
  idPattern: ['^(?<userId>.+)_', /^(.+)_/, /(?<userId>.+)/g, /(?<userId>.+)/y, null, {}],
};

const IMPORT_CSV: Wrong<ImportCsvOptions> = {
  ...IMPORT,
  ...QUEUE,
  allowEmpty: FLAG,
  limit: [...WHOLE, 0],
  images: PATH,
  map: [null, 'a=b', [], new Map([['a', 'b']]), { a: 7 }, { ' ': 'user_id' }],
  delimiter: ['', ',,', '"', '\n', '\0', 7, null],
  encoding: NAME,
  links: ['outside', true, null],
  headingRow: WHOLE,
  startRow: [...WHOLE, 1],
  ifUserExists: ['add', null],
  missingUsers: ['ignore', false],
  asList: FLAG,
};

const ENROLL: Wrong<EnrollOptions> = { ...IMPORT, createMissing: FLAG };

const SIMILARITY = [1.01, -1.01, ...NUMBER] as const;
const IDENTIFY: Wrong<IdentifyOptions> = {
  ...PHOTO,
  similarity: SIMILARITY,
  fpir: RATE,
  top: [...WHOLE, 1001],
};
const VERIFY: Wrong<VerifyOptions> = { ...PHOTO, similarity: SIMILARITY, fmr: RATE };

const FAIRNESS: Wrong<FairnessOptions> = {
  by: [...LIST, [], undefined],
  least: [...WHOLE, 4],
  fmr: RATE,
  fpir: RATE,
  models: NAME,
  seed: [...WHOLE, 0],
  html: PATH,
  expires: ['soon', '31.12.2026', 7, null],
  replaceReport: FLAG,
  signal: PHOTO.signal,
};

const PUBLISH: Wrong<PublishOptions> = {
  to: TEXT,
  table: NAME,
  compare: FLAG,
  withdraw: FLAG,
  forget: FLAG,
  dryRun: FLAG,
};

const GALLERY: Wrong<GalleryOptions> = {
  database: [...PATH, undefined],
  collection: NAME,
  keyFile: PATH,
  readOnly: FLAG,
  reference: [...TEXT, '', '  ', 'a\nb', 'T'.repeat(201)],
};

const NAME_COLUMN = { kind: 'known', field: 'name' };
const LISTS: Wrong<ListOptions> = {
  fields: [
    ...LIST,
    ...[[NAME_COLUMN], [{ column: NAME_COLUMN }], [{ column: NAME_COLUMN, value: 7 }]],
    ...[[{ column: { kind: 'known', field: 'nmae' }, value: '' }], [{ column: 'name', value: '' }]],
    [{ column: { kind: 'own', name: 'user_id' }, value: '1' }],
  ],
  nameContains: TEXT,
  userId: TEXT,
  tags: [...LIST, ['']],
  withFace: FLAG,
  encoder: TEXT,
  enrolledAfter: ['yesterday', '2026-02-30', '31.12.2026', new Date(0), 0, null],
  enrolledBefore: ['', '1/2/2026', null],
  qualityBelow: SHARE,
  sort: [
    'name',
    ...[null, [], {}, { column: NAME_COLUMN }, { column: NAME_COLUMN, descending: 'yes' }],
    ...[{ column: { kind: 'own', name: 'nothing' }, descending: false }],
    ...[{ column: { kind: 'other' }, descending: false }],
  ],
  limit: [-1, 0.5, ...NUMBER],
  offset: [-1, 0.5, ...NUMBER],
};

const ODD_IDS: Wrong<OddIds> = { allowOddIds: FLAG };
const MERGE: Wrong<MergeOption> = { merge: FLAG };

function cyclic(): object {
  const object: Record<string, unknown> = {};
  return Object.assign(object, { inside: [object] });
}

function deep(): object {
  let object: object = {};
  for (let i = 0; i < 1500; i += 1) object = { object };
  return object;
}

type Call = (gallery: Gallery, options: never) => unknown;

/** Each public function with options, called with right arguments before them. */
const CALLS: Readonly<Record<string, readonly [call: Call, wrong: object]>> = {
  openGallery: [
    (_, options) => openGallery({ database: 'no/faces.db', ...(options as object) }),
    GALLERY,
  ],
  importFaces: [(gallery, options) => importFaces(gallery, 'no', options), IMPORT_FACES],
  importCsv: [(gallery, options) => importCsv(gallery, 'no.csv', options), IMPORT_CSV],
  enroll: [(gallery, options) => enroll(gallery, '1', ['no.jpg'], options), ENROLL],
  identify: [(gallery, options) => identify(gallery, ['no.jpg'], options), IDENTIFY],
  verify: [(gallery, options) => verify(gallery, '1', ['no.jpg'], options), VERIFY],
  fairness: [
    (gallery, options) => {
      const isObject = Object.prototype.toString.call(options) === '[object Object]';
      return fairness(gallery, isObject ? { by: ['tag'], ...(options as object) } : options);
    },
    FAIRNESS,
  ],
  publish: [(gallery, options) => publish(gallery, options), PUBLISH],
  'users.list': [({ users }, options) => users.list(options), LISTS],
  'users.add': [({ users }, options) => users.add('1', {}, options), ODD_IDS],
  'users.rename': [({ users }, options) => users.rename('1', '2', options), ODD_IDS],
  'faces.list': [({ faces }, options) => faces.list(options), LISTS],
  'faces.update': [({ faces }, options) => faces.update('a', {}, options), MERGE],
};

/** What a call throws, at once, as a promise or with the first value. */
async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    const result = await call();
    const iterator = (result as Partial<AsyncGenerator> | undefined)?.[Symbol.asyncIterator];
    if (iterator) await (result as AsyncGenerator).next();
    return undefined;
  } catch (error) {
    return error;
  }
}

function opened(): Gallery {
  return openGallery({ database: join(temporaryFolder(), 'faces.db') });
}

describe.each(Object.entries(CALLS))('%s', (name, [call, wrong]) => {
  it('refuses each option that is wrong with the name of the option', async () => {
    const gallery = opened();
    for (const [option, values] of Object.entries(wrong)) {
      for (const value of values) {
        const error = await thrownBy(() => call(gallery, { [option]: value } as never));
        expect(error, `${option}: ${String(typeof value)}`).toBeInstanceOf(UsageError);
        const { message } = error as UsageError;
        expect(message).toMatch(new RegExp(`^${name}: (a name in )?${option}\\b`));
        expect(message).not.toMatch(/\n/);
      }
    }
    gallery.close();
  });

  it('refuses options that are no object, and an option that there is not, with the one that is meant', async () => {
    const gallery = opened();
    if (name !== 'openGallery') {
      for (const options of [null, [], 'quality', 7, new Map(), () => ({})]) {
        expect(await thrownBy(() => call(gallery, options as never))).toMatchObject({
          message: expect.stringMatching(`^${name}: the options must be a plain object, not `),
        });
      }
    }
    for (const option of Object.keys(wrong)) {
      const misspelled = `${option}z`;
      expect(await thrownBy(() => call(gallery, { [misspelled]: 1 } as never))).toMatchObject({
        name: 'UsageError',
        message: expect.stringMatching(
          `^${name}: there is no option "${misspelled}"; did you mean `,
        ),
      });
    }
    const made = JSON.parse('{"__proto__": {"quality": "strict"}}') as never;
    expect(await thrownBy(() => call(gallery, made))).toBeInstanceOf(UsageError);
    gallery.close();
  });
});

describe('a message', () => {
  it('tells what was given and what is possible', async () => {
    const gallery = opened();
    const messageOf = async (options: object) =>
      ((await thrownBy(() => importFaces(gallery, 'no', options as never))) as Error).message;
    expect(await messageOf({ quality: 'Strict' })).toBe(
      'importFaces: quality must be "off", "lenient", "standard" or "strict", not "Strict"',
    );
    expect(await messageOf({ workers: 1e9 })).toBe(
      'importFaces: workers must be a whole number from 1 to 256, not 1000000000',
    );
    expect(await messageOf({ requireconsent: true })).toBe(
      'importFaces: there is no option "requireconsent"; did you mean requireConsent?',
    );
    expect(await messageOf({ quality: `\u001b[2J${'x'.repeat(10_000)}` })).toMatch(
      /not "\\u001b\[2Jx{100,120}\.\.\."$/,
    );
    gallery.close();
  });
});

/** Calls with an argument that cannot be, and what their messages begin with. */
function wrongCalls(gallery: Gallery): readonly (readonly [where: string, call: () => unknown])[] {
  return [
    ...[undefined, null, {}, { ...gallery }, 'faces.db', Object.create(gallery)].flatMap((none) => [
      ['importFaces: gallery', () => importFaces(none as Gallery, 'no')] as const,
      ['importCsv: gallery', () => importCsv(none as Gallery, 'no.csv')] as const,
      ['enroll: gallery', () => enroll(none as Gallery, '1', ['a.jpg'])] as const,
      ['identify: gallery', () => identify(none as Gallery, ['a.jpg'])] as const,
      ['verify: gallery', () => verify(none as Gallery, '1', ['a.jpg'])] as const,
    ]),
    ...PATH.flatMap((path) => [
      ['importFaces: folder', () => importFaces(gallery, path as string)] as const,
      ['importCsv: file', () => importCsv(gallery, path as string)] as const,
      ['enroll: photos[1]', () => enroll(gallery, '1', ['a.jpg', path as string])] as const,
      ['identify: photos[0]', () => identify(gallery, [path as string])] as const,
      ['verify: photos[0]', () => verify(gallery, '1', [path as string])] as const,
    ]),
    ...LIST.flatMap((list) => [
      ['enroll: photos', () => enroll(gallery, '1', list as never)] as const,
      ['identify: photos', () => identify(gallery, list as never)] as const,
      ['verify: photos', () => verify(gallery, '1', list as never)] as const,
      ['users.add: fields', () => gallery.users.add('1', [list] as never)] as const,
      ['users.update: fields', () => gallery.users.update('1', [list] as never)] as const,
      ['faces.update: metadata', () => gallery.faces.update('a', [list] as never)] as const,
    ]),
    ...TEXT.flatMap((text) => [
      ['enroll: userId', () => enroll(gallery, text as string, ['a.jpg'])] as const,
      ['verify: userId', () => verify(gallery, text as string, ['a.jpg'])] as const,
      ['users.show: userId', () => gallery.users.show(text as string)] as const,
      ['users.add: userId', () => gallery.users.add(text as string)] as const,
      ['users.update: userId', () => gallery.users.update(text as string, {})] as const,
      ['users.rename: oldId', () => gallery.users.rename(text as string, '2')] as const,
      ['users.rename: newId', () => gallery.users.rename('1', text as string)] as const,
      ['users.delete: userIds[1]', () => gallery.users.delete('1', text as string)] as const,
      ['faces.show: faceId', () => gallery.faces.show(text as string)] as const,
      ['faces.update: faceId', () => gallery.faces.update(text as string, {})] as const,
      ['faces.delete: faceIds[0]', () => gallery.faces.delete(text as string)] as const,
      [
        'users.add: fields.known.name',
        () => gallery.users.add('1', { known: { name: text } } as never),
      ] as const,
      [
        'users.add: fields.extra.Floor',
        () => gallery.users.add('1', { extra: { Floor: text } } as never),
      ] as const,
    ]),
    ['enroll: photos is empty', () => enroll(gallery, '1', [])],
    ['users.update: fields names no field', () => gallery.users.update('1', { known: {} })],
    [
      'users.add: fields.known has no member',
      () => gallery.users.add('1', { known: { nmae: '' } } as never),
    ],
    ['users.add: a name in fields.extra', () => gallery.users.add('1', { extra: { ' ': '' } })],
    [
      'identify: similarity stands in for fpir',
      () => identify(gallery, [], { similarity: 1, fpir: 0.1 }),
    ],
    [
      'verify: similarity stands in for fmr',
      () => verify(gallery, '1', [], { similarity: 1, fmr: 0.1 }),
    ],
  ];
}

describe('arguments before the options', () => {
  it('are refused by their names, before anything is done', async () => {
    const gallery = opened();
    for (const [where, call] of wrongCalls(gallery)) {
      const error = await thrownBy(call);
      expect(error, where).toBeInstanceOf(UsageError);
      expect((error as Error).message.slice(0, where.length)).toBe(where);
    }
    expect(query(gallery.database, 'SELECT * FROM audit')).toEqual([]);
    expect(query(gallery.database, 'SELECT * FROM runs')).toEqual([]);
    gallery.close();
  });

  it.each([
    ['31.12.2020', '2020-12-31'],
    ['12/31/2020', '2020-12-31'],
    ['44196', 'as spreadsheets count days'],
    ['soon', 'which is no date'],
    ['2026-02-30', ''],
  ])('that are the date %s are refused as an import refuses them', (date, told) => {
    const gallery = opened();
    for (const field of ['start_datetime', 'expiry_datetime', 'consent_at', 'retain_until']) {
      const fields = { known: { [field]: date } };
      const message = new RegExp(`fields\\.known\\.${field} is "${date}".*${told}.*write it as`);
      expect(() => gallery.users.add('1', fields)).toThrow(message);
      expect(() => gallery.users.update('1', fields)).toThrow(message);
    }
    expect(gallery.users.list().total).toBe(0);
    gallery.close();
  });
});

describe('right arguments', () => {
  it('of every option are taken, at the ends of their ranges, too', async () => {
    const folder = join(temporaryFolder(), 'photos');
    mkdirSync(folder);
    const gallery = opened();
    const all: Required<Omit<ImportFacesOptions, 'checkLiveness' | 'queue' | 'queueKeyFile'>> = {
      ...{ models: 'standard', multipleFaces: 'largest', quality: 'strict', minQuality: 0 },
      ...{ profile: 'us-visa', profilePolicy: 'refuse' },
      ...{ minLiveness: 1, timeout: 3600, workers: 1, maxMemory: 1_000_000, limit: 1e9 },
      signal: new AbortController().signal,
      ...{ ifFaceExists: 'add', allowOddIds: true, ignoreCase: true, profileImage: false },
      ...{ storeThumbnails: 'none', duplicates: 'flag', duplicateFpir: 1e-9 },
      ...{ allowIdentityChange: true, requireConsent: false, dryRun: false },
      metadata: { badge: 'A7', none: undefined, list: [1, null, { deep: true }] },
      ...{ priority: -100, photoTransport: 'path' },
      ...{ tag: [' night '], errors: join(folder, 'e.csv'), replaceReport: true },
      html: join(temporaryFolder(), 'e.html'),
      ...{ onProgress: () => {}, onOutcome: async () => {} },
      ...{ allowEmpty: true, createMissing: true, recursive: true, idPattern: /(?<userId>\d+)/iu },
    };
    expect(await importFaces(gallery, folder, all)).toMatchObject({ failed: { total: 0 } });
    const undefineds = Object.fromEntries(Object.keys(all).map((name) => [name, undefined]));
    expect(await importFaces(gallery, folder, undefineds)).toMatchObject({ failed: { total: 0 } });
    const sorted = { column: { kind: 'own', name: 'created_at' }, descending: true } as const;
    const filter: Required<ListOptions> = {
      fields: [{ column: { kind: 'extra', heading: 'Floor' }, value: '' }],
      ...{ nameContains: '', userId: '1', tags: ['night'], withFace: true, encoder: 'e' },
      ...{ enrolledAfter: '2026-03-01', enrolledBefore: '2026-03-01T08:30+01:00' },
      ...{ qualityBelow: 1, sort: sorted, limit: Number.MAX_SAFE_INTEGER, offset: 0 },
    };
    expect([...gallery.users.list(filter).rows]).toEqual([]);
    gallery.close();
  });

  it('are looked at once: what the caller changes meanwhile changes nothing', async () => {
    const gallery = opened();
    const photos = ['no.jpg'];
    const options: { createMissing: boolean; onOutcome: () => void } = {
      createMissing: true,
      onOutcome: () => {},
    };
    const enrolling = enroll(gallery, '1', photos, options);
    photos.push('other.jpg');
    Object.assign(options, { onOutcome: 'gone' });
    expect(await enrolling).toMatchObject({ failed: { by: { FILE_NOT_FOUND: 1 } } });
    gallery.close();
  });
});

describe('whatever is given', () => {
  const anything = fc.anything({
    ...{ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true },
    ...{
      withNullPrototype: true,
      withSparseArray: true,
      withBoxedValues: true,
      withObjectString: true,
    },
  });
  const odd = fc.constantFrom<unknown>(
    ...[Symbol('a'), class {}, Number.NaN, -0, 'a\0b', '\ud800', /(?<userId>.)/, Object.create({})],
  );
  const any = fc.oneof(anything, odd);

  /** Some of the options of a call, or something else altogether. */
  function optionsOf(wrong: object): fc.Arbitrary<unknown> {
    const names = fc.oneof(fc.constantFrom(...Object.keys(wrong)), fc.string());
    return fc.oneof({ weight: 5, arbitrary: fc.dictionary(names, any, { maxKeys: 3 }) }, any);
  }

  /** Of a closed gallery no call can succeed, so that each must throw what a caller can tell. */
  function closedGallery(): Gallery {
    const gallery = opened();
    gallery.close();
    return gallery;
  }

  it.each(Object.entries(CALLS).filter(([name]) => name !== 'openGallery'))(
    'to %s throws a FatalError',
    async (_, [call, wrong]) => {
      const closed = closedGallery();
      const property = fc.asyncProperty(optionsOf(wrong), async (options) => {
        expect(await thrownBy(() => call(closed, options as never))).toBeInstanceOf(FatalError);
      });
      await fc.assert(property, { numRuns: 300 });
    },
  );

  it('to openGallery throws a FatalError where there is no database', async () => {
    const database = join(temporaryFolder(), 'none.db');
    const property = fc.asyncProperty(optionsOf(GALLERY), async (given) => {
      const options = { ...Object(given instanceof Object ? undefined : given), readOnly: true };
      const error = await thrownBy(() => openGallery({ ...options, database }));
      expect(error).toBeInstanceOf(FatalError);
    });
    await fc.assert(property, { numRuns: 300 });
  });

  it('before the options throws a FatalError', async () => {
    const closed = closedGallery();
    const { users, faces } = closed;
    const calls = [
      ...[importFaces, importCsv, enroll, identify, verify],
      ...[users.show, users.add, users.update, users.rename, users.delete, users.list],
      ...[faces.show, faces.update, faces.delete, faces.list],
    ] as readonly ((...given: readonly unknown[]) => unknown)[];
    const gallery = fc.oneof(fc.constant(closed), any);
    const property = fc.asyncProperty(
      fc.constantFrom(...calls),
      fc.tuple(gallery, any, any, any),
      async (call, given) => {
        expect(await thrownBy(() => call(...given))).toBeInstanceOf(FatalError);
      },
    );
    await fc.assert(property, { numRuns: 1000 });
  });

  it('is told as wrong usage when reading it throws', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const trap = (): never => {
      throw new TypeError('the trap of a caller');
    };
    const getter = Object.defineProperty({}, 'quality', { enumerable: true, get: trap });
    const gallery = opened();
    for (const options of [proxy, getter, new Proxy({}, { ownKeys: trap, getPrototypeOf: trap })]) {
      expect(await thrownBy(() => importFaces(gallery, 'no', options))).toMatchObject({
        ...{ name: 'UsageError', message: 'importFaces: an argument cannot be read' },
        cause: expect.any(TypeError),
      });
    }
    gallery.close();
  });
});
