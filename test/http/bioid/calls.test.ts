import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { NotFoundError } from '../../../src/domain/fatal-error.js';
import type { Key } from '../../../src/http/caller.js';
import { MAX_WRONG_KEYS } from '../../../src/http/limits.js';
import { Problem } from '../../../src/http/problem.js';
import { ServiceBusyError } from '../../../src/operations/serving/service-busy.js';
import type { Serving, ServingPlace } from '../../../src/operations/serving/serving.js';
import type { Caller, EnrollRequest, PhotoResult } from '../../../src/operations/serving/types.js';
import type { UserTemplate } from '../../../src/operations/users/template.js';
import {
  CLASS_ID,
  ENROLLED,
  faceOf,
  photoWith,
  SECRET,
  SIGNING_KEY,
  templateWith,
  tokenWith,
} from '../../support/bioid.js';
import { appWith } from '../../support/http-app.js';

const IMAGE = Buffer.from('photo').toString('base64');
const ENROLL = `/api/face/v1/enroll/${CLASS_ID}`;
const TEMPLATE = `/api/face/v1/template/${CLASS_ID}`;

interface Performed {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly place: ServingPlace;
}

interface Fake {
  /** What there is of templates, before and after. */
  readonly templates?: readonly (UserTemplate | undefined)[];
  readonly photos?: readonly PhotoResult[];
  readonly key?: Partial<Key>;
  /** Thrown by everything. */
  readonly error?: Error;
  readonly enroll?: Serving['enroll'];
}

/** A server whose service does nothing but note what it is asked. */
async function serverWith({ templates = [], photos = [], key, error, enroll }: Fake = {}) {
  const performed: Performed[] = [];
  const enrolled: { readonly request: EnrollRequest; readonly caller: Caller }[] = [];
  const left = [...templates];
  const deletion = { deletions: [], dryRun: false, carryOut: () => performed.push(DELETED) };
  const upgrade = { userId: CLASS_ID, upgraded: [{ faceId: 'face-1', slot: 1 }], failures: [] };
  const outputs: Readonly<Record<string, () => unknown>> = {
    'users template': () => (left.length > 1 ? left.shift() : left[0]),
    'users delete': () => deletion,
    'users tags': () => ({}),
    enroll: () => ({ kind: 'known', upgrade }),
  };
  const perform = async (
    operation: { readonly name: string },
    input: Performed['input'],
    place: ServingPlace,
    use: (output: unknown) => unknown,
  ) => {
    if (error) throw error;
    performed.push({ name: operation.name, input, place });
    return use(outputs[operation.name]?.());
  };
  const signing = { key: { ...SIGNING_KEY, ...key }, secret: SECRET };
  const made = await appWith(
    {
      perform: perform as unknown as Serving['perform'],
      enroll:
        enroll ??
        (async (request, caller) => {
          enrolled.push({ request, caller });
          return { userId: request.userId, user: 'created', photos, templates: photos.length };
        }),
    },
    {},
    {
      audiences: ['BWS'],
      findSigner: (keyId) => (keyId === SIGNING_KEY.keyId ? signing : undefined),
    },
  );
  const call = async (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    payload?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ) =>
    made.app.inject({
      ...{ method, url },
      headers: { authorization: `Bearer ${await tokenWith()}`, ...headers },
      ...(payload !== undefined && { payload: payload as object }),
    });
  return { ...made, performed, enrolled, call };
}

const DELETED = { name: 'carried out', input: {}, place: {} as ServingPlace };

describe('an enrollment', () => {
  it('adds the images of one person, and keeps all digits of the class ID', async () => {
    const { call, enrolled } = await serverWith({
      templates: [undefined, templateWith([faceOf(1)])],
      photos: [photoWith(ENROLLED)],
    });
    const answer = await call('POST', ENROLL, [{ image: IMAGE }]);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toContain('application/json');
    expect(answer.body).toContain(`"classId":${CLASS_ID},"available":true`);
    expect(answer.json()).toMatchObject({
      ...{ status: 'SUCCEEDED', errors: [], performedAction: 'NEW_TEMPLATE_CREATED' },
      enrolledImages: 1,
    });
    expect(enrolled).toHaveLength(1);
    expect(enrolled[0]?.request).toEqual({
      ...{ collection: 'staff', userId: CLASS_ID, wantsReport: true },
      photos: [{ name: 'image 1', bytes: Buffer.from('photo') }],
      options: {
        ...{ createMissing: true, ifFaceExists: 'add', multipleFaces: 'refuse' },
        allowOddIds: true,
      },
    });
    expect(enrolled[0]?.caller.keyId).toBe(SIGNING_KEY.keyId);
  });

  it('without images tells the status of a template, or that there is none', async () => {
    const { call, enrolled, performed } = await serverWith({
      templates: [templateWith([faceOf(1)])],
    });
    const answer = await call('POST', ENROLL, []);
    expect(answer.json()).toMatchObject({ performedAction: 'NONE', imageProperties: [] });
    expect(answer.json().templateStatus).toMatchObject({ available: true, featureVectors: 1 });
    expect(enrolled).toEqual([]);
    expect(performed.map(({ name }) => name)).toEqual(['users template']);
    const nobody = await serverWith();
    const none = await nobody.call('POST', ENROLL, []);
    expect(none.statusCode).toBe(200);
    expect(none.json().templateStatus).toMatchObject({ available: false, enrolled: null });
  });

  it('without images makes the upgrade that is due, with images makes it first', async () => {
    const due = templateWith([faceOf(1, { encoder: 'dlib-resnet29-128' })], { upgradeDue: true });
    const templates = [due, templateWith([faceOf(1)])];
    const alone = await serverWith({ templates });
    const answer = await alone.call('POST', ENROLL, []);
    expect(answer.json()).toMatchObject({ performedAction: 'TEMPLATE_UPGRADED' });
    expect(answer.json().templateStatus.encoderVersion).toBe(2);
    expect(alone.performed[1]).toMatchObject({
      ...{ name: 'enroll', input: { userId: CLASS_ID, photo: [], models: 'standard' } },
      place: { collection: 'staff' },
    });
    const photos = [photoWith({ ...ENROLLED, action: 'TEMPLATE_UPDATED' })];
    const both = await serverWith({ templates, photos });
    const more = await both.call('POST', ENROLL, [{ image: IMAGE }]);
    expect(more.json()).toMatchObject({ performedAction: 'TEMPLATE_UPGRADED', enrolledImages: 1 });
  });

  it('in a collection that is not there yet has no template, and makes one', async () => {
    const error = new NotFoundError('no collection', 'collection', 'staff');
    const { call } = await serverWith({ error, photos: [photoWith(ENROLLED)] });
    expect((await call('POST', ENROLL, [])).json().templateStatus.available).toBe(false);
    expect((await call('POST', ENROLL, [{ image: IMAGE }])).json().enrolledImages).toBe(1);
  });

  it.each([
    ['no array', { image: IMAGE }],
    ['an image that is no object', [IMAGE]],
    ['a member that is not known', [{ image: IMAGE, tags: ['a'] }]],
    ['an image that is no text', [{ image: 1 }]],
    ['an image that is missing', [{}]],
    ['an image that is not base64', [{ image: 'data:image/jpeg;base64,AAAA' }]],
    ['too many images', Array.from({ length: 101 }, () => ({ image: IMAGE }))],
  ])('is refused with %s', async (_, body) => {
    const { call, enrolled } = await serverWith();
    const answer = await call('POST', ENROLL, body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({ code: 3, message: expect.any(String) });
    expect(enrolled).toEqual([]);
  });

  it('is refused without a body, with one that is not JSON, or of another type', async () => {
    const { call } = await serverWith();
    const json = { 'content-type': 'application/json' };
    expect((await call('POST', ENROLL)).json()).toMatchObject({ code: 3 });
    for (const text of ['', '[{', '[{"image":"AAAA","__proto__":{}}]']) {
      const answer = await call('POST', ENROLL, text, json);
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({ code: 3 });
    }
    const xml = await call('POST', ENROLL, '<a/>', { 'content-type': 'application/xml' });
    expect(xml.statusCode).toBe(415);
    expect(xml.json()).toMatchObject({ code: 3 });
  });

  it('takes 50 MB, refuses more, and gives the memory back', async () => {
    const { call, server } = await serverWith({ photos: [photoWith(ENROLLED)] });
    const image = 'A'.repeat(49_999_984);
    expect((await call('POST', ENROLL, [{ image }])).statusCode).toBe(200);
    const answer = await call('POST', ENROLL, [{ image: `${image}AAAA` }]);
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toMatchObject({ code: 8 });
    await expect.poll(() => server.memory.taken).toBe(0);
  });
});

describe('an enrollment that is repeated', () => {
  const named = { 'idempotency-key': 'a' };

  it('is done once, and answered the same with all digits of the class ID', async () => {
    const { call, enrolled } = await serverWith({
      templates: [undefined, templateWith([faceOf(1)])],
      photos: [photoWith(ENROLLED)],
    });
    const first = await call('POST', ENROLL, [{ image: IMAGE }], named);
    const again = await call('POST', ENROLL, [{ image: IMAGE }], named);
    expect(first.body).toContain(`"classId":${CLASS_ID},"available":true`);
    expect(again.body).toBe(first.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(enrolled).toHaveLength(1);
  });

  it('with other images is refused as gRPC refuses', async () => {
    const { call } = await serverWith();
    await call('POST', ENROLL, [], named);
    const answer = await call('POST', ENROLL, [{ image: IMAGE }], named);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 9 });
  });
});

describe('wrong tokens', () => {
  it('are counted by address, and then none is looked at', async () => {
    const { call } = await serverWith();
    const wrong = { authorization: `Bearer ${await tokenWith()}x` };
    const statuses: number[] = [];
    for (let i = 0; i < MAX_WRONG_KEYS + 1; i += 1) {
      statuses.push((await call('GET', TEMPLATE, undefined, wrong)).statusCode);
    }
    expect(statuses.slice(0, MAX_WRONG_KEYS).every((status) => status === 401)).toBe(true);
    expect(statuses.at(-1)).toBe(429);
    const right = await call('GET', TEMPLATE);
    expect(right.statusCode).toBe(429);
    expect(right.json()).toMatchObject({ code: 8 });
  });
});

describe('memory for bodies', () => {
  it('is taken before a body is read, also of one that does not say its length', async () => {
    const { app, call, server } = await serverWith();
    const giveBack = server.memory.take(20_000_000);
    expect((await call('POST', ENROLL, [{ image: IMAGE }])).statusCode).toBe(200);
    const answer = await app.inject({
      ...{ method: 'POST', url: ENROLL, payload: Readable.from(['[]']) },
      headers: {
        ...{ authorization: `Bearer ${await tokenWith()}`, 'transfer-encoding': 'chunked' },
        'content-type': 'application/json',
      },
    });
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject({ code: 14 });
    expect(answer.headers['retry-after']).toBe('2');
    giveBack();
    await expect.poll(() => server.memory.taken).toBe(0);
  });
});

describe('a class ID', () => {
  it.each(['0', '-1', '007', '1.5', '9223372036854775808', 'abc', '1%20'])(
    'that is %s is refused everywhere',
    async (classId) => {
      const { call, performed } = await serverWith();
      for (const answer of [
        await call('POST', `/api/face/v1/enroll/${classId}`, []),
        await call('GET', `/api/face/v1/template/${classId}`),
        await call('DELETE', `/api/face/v1/template/${classId}`),
        await call('PUT', `/api/face/v1/template/${classId}/tags`, []),
      ]) {
        expect(answer.statusCode).toBe(400);
        expect(answer.json()).toEqual({
          code: 3,
          message: 'classId must be a positive 64-bit integer, without leading zeros',
        });
      }
      expect(performed).toEqual([]);
    },
  );
});

describe('a template', () => {
  it('is told with thumbnails when they are asked for, at both addresses', async () => {
    const template = {
      ...templateWith([faceOf(1), faceOf(2, { thumbnail: false })]),
      thumbnails: new Map([['face-1', Buffer.from('jpeg')]]),
    };
    const { call, performed } = await serverWith({ templates: [template] });
    const answer = await call('GET', `${TEMPLATE}?downloadThumbnails=true`);
    expect(answer.body).toMatch(`{"classId":${CLASS_ID},`);
    expect(answer.json()).toMatchObject({
      ...{ available: true, featureVectors: 2, thumbnailsStored: 1 },
      thumbnails: [{ enrolled: faceOf(1).createdAt, image: 'anBlZw==' }],
    });
    await call('GET', `/api/face/v1/template/status/${CLASS_ID}`);
    expect(performed.map(({ input }) => input)).toEqual([
      { userId: CLASS_ID, models: 'standard', thumbnails: true },
      { userId: CLASS_ID, models: 'standard', thumbnails: false },
    ]);
    const wrong = await call('GET', `${TEMPLATE}?downloadThumbnails=1`);
    expect(wrong.statusCode).toBe(400);
  });

  it('that is not there is no error', async () => {
    const { call } = await serverWith();
    const answer = await call('GET', TEMPLATE);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ available: false, tags: [], thumbnails: [] });
  });

  it('is deleted with its person', async () => {
    const { call, performed } = await serverWith();
    const answer = await call('DELETE', TEMPLATE);
    expect([answer.statusCode, answer.body]).toEqual([200, '{}']);
    expect(performed.map(({ name }) => name)).toEqual(['users delete', 'carried out']);
    expect(performed[0]?.input).toEqual({ userId: [CLASS_ID], dryRun: false });
  });

  it('gets other tags', async () => {
    const { call, performed } = await serverWith();
    const answer = await call('PUT', `${TEMPLATE}/tags`, ['  night shift', 'B']);
    expect([answer.statusCode, answer.body]).toEqual([200, '{}']);
    expect(performed[0]?.input).toEqual({ userId: CLASS_ID, tags: ['night shift', 'B'] });
    expect((await call('PUT', `${TEMPLATE}/tags`, [])).statusCode).toBe(200);
    for (const tags of [['a;b'], [''], [1], 'a', { tags: [] }]) {
      const wrong = await call('PUT', `${TEMPLATE}/tags`, tags, {
        'content-type': 'application/json',
      });
      expect(wrong.statusCode).toBe(400);
      expect(wrong.json()).toMatchObject({ code: 3 });
    }
    expect(performed).toHaveLength(2);
  });

  it('of nobody is not found by those that change it', async () => {
    const error = new NotFoundError('there is no user', 'user', CLASS_ID);
    const { call } = await serverWith({ error });
    for (const answer of [
      await call('DELETE', TEMPLATE),
      await call('PUT', `${TEMPLATE}/tags`, []),
    ]) {
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toEqual({ code: 5, message: `there is no user "${CLASS_ID}"` });
    }
  });
});

describe('a key', () => {
  it('needs the scope of each call', async () => {
    const calls = [
      ['POST', ENROLL, 'enroll'],
      ['GET', TEMPLATE, 'read'],
      ['DELETE', TEMPLATE, 'delete'],
      ['PUT', `${TEMPLATE}/tags`, 'write'],
    ] as const;
    for (const [method, url, scope] of calls) {
      const scopes = SIGNING_KEY.scopes.filter((one) => one !== scope);
      const { call, performed } = await serverWith({ key: { scopes } });
      const answer = await call(method, url);
      expect(answer.statusCode).toBe(403);
      expect(answer.json()).toEqual({ code: 7, message: `the key lacks the scope "${scope}"` });
      expect(performed).toEqual([]);
    }
  });

  it.each([
    ['its only collection', ['staff'], 'staff'],
    ["the server's, where it has all", undefined, 'default'],
    ["the server's, where it has that among others", ['staff', 'default'], 'default'],
  ])('works in %s', async (_, collections, expected) => {
    const { call, performed } = await serverWith({ key: { collections } });
    await call('GET', TEMPLATE);
    expect(performed[0]?.place.collection).toBe(expected);
  });

  it('that has several, and not that of the server, works in none', async () => {
    const { call } = await serverWith({ key: { collections: ['staff', 'visitors'] } });
    const answer = await call('GET', TEMPLATE);
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({ code: 7 });
  });

  it('that does not hold is refused before the body is read', async () => {
    const { call, enrolled, server } = await serverWith();
    const authorization = `Bearer ${await tokenWith({ aud: 'elsewhere' })}`;
    const answer = await call('POST', ENROLL, 'no JSON', {
      ...{ authorization, 'content-type': 'application/json' },
    });
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toEqual({
      ...{ code: 16, message: 'the token is for another server (aud)' },
    });
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="faceenroll"');
    expect([enrolled, server.memory.taken]).toEqual([[], 0]);
  });

  it('of the other interface is none here', async () => {
    const { call } = await serverWith();
    const answer = await call('GET', TEMPLATE, undefined, {
      ...{ 'x-api-key': 'any', authorization: '' },
    });
    expect(answer.statusCode).toBe(401);
  });

  it('is not in the log, nor the class ID', async () => {
    const { call, log } = await serverWith();
    await call('GET', TEMPLATE);
    expect(log.join('')).toContain('"status":200');
    expect(log.join('')).not.toMatch(new RegExp(`${CLASS_ID}|eyJ`));
  });
});

describe('the headers of an answer', () => {
  const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

  it('have the job, our version and the date; the reference is sent back and kept', async () => {
    const { call, performed } = await serverWith();
    const answer = await call('GET', TEMPLATE, undefined, { 'Reference-Number': 'T-4711' });
    expect(answer.headers).toMatchObject({
      ...{ jobid: expect.stringMatching(GUID), 'bws-version': expect.stringMatching(/^\d+\.\d+/) },
      ...{ 'reference-number': 'T-4711', date: expect.stringMatching(/ GMT$/) },
    });
    expect(performed[0]?.place.caller.reference).toBe('T-4711');
  });

  it('have the job in place of a reference, in the audit as in the log', async () => {
    const { call, performed, log } = await serverWith();
    const answer = await call('GET', TEMPLATE);
    expect(answer.headers).not.toHaveProperty('reference-number');
    expect(performed[0]?.place.caller.reference).toBe(answer.headers.jobid);
    expect(log.join('')).toContain(String(answer.headers.jobid));
    const named = await call('GET', TEMPLATE, undefined, { 'x-request-id': 'mine' });
    expect(named.headers.jobid).toMatch(GUID);
    expect(log.at(-2)).toContain(String(named.headers.jobid));
  });

  it('keep a reference in other letters, and refuse one that cannot be kept', async () => {
    const { call, performed } = await serverWith();
    const sent = Buffer.from('Büro 7').toString('latin1');
    await call('GET', TEMPLATE, undefined, { 'reference-number': sent });
    expect(performed[0]?.place.caller.reference).toBe('Büro 7');
    for (const reference of ['x'.repeat(201), ' ']) {
      const answer = await call('GET', TEMPLATE, undefined, { 'reference-number': reference });
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({
        ...{ code: 3, message: expect.stringMatching(/^Reference-Number /) },
      });
    }
  });
});

describe('an error', () => {
  it.each([
    [new ServiceBusyError('the queue is full'), 503, 14],
    [new Problem('CONFLICT', 'the collection is of another encoder'), 400, 9],
    [new Problem('TOO_MANY_REQUESTS', 'too many requests'), 429, 8],
    [new Error('secret detail'), 500, 13],
  ])('%s is told as gRPC tells it', async (error, status, code) => {
    const { call, log } = await serverWith({ error });
    const answer = await call('POST', ENROLL, []);
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toEqual({ code, message: expect.any(String) });
    expect(answer.body).not.toContain('secret detail');
    expect(answer.headers['retry-after']).toBe(status === 503 ? '2' : undefined);
    expect(log.join('').includes('secret detail')).toBe(status === 500);
  });

  it('of an address that is not there is told so, too', async () => {
    const { call } = await serverWith();
    const nowhere = await call('GET', '/api/face/v1/nowhere');
    expect([nowhere.statusCode, nowhere.json().code]).toEqual([404, 5]);
    const method = await call('PUT', ENROLL);
    expect([method.statusCode, method.json().code]).toEqual([405, 12]);
  });

  it('for a client that has gone is 408, in the log', async () => {
    const begun = Promise.withResolvers<void>();
    const { app, log } = await serverWith({
      enroll: (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          begun.resolve();
        }),
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const client = httpRequest({
      ...{ host: '127.0.0.1', port, method: 'POST', path: ENROLL },
      headers: {
        authorization: `Bearer ${await tokenWith()}`,
        'content-type': 'application/json',
      },
    });
    client.on('error', () => {});
    client.end(JSON.stringify([{ image: IMAGE }]));
    await begun.promise;
    client.destroy();
    await expect.poll(() => log.join('')).toContain('"status":408');
    expect(log.join('')).not.toContain('a request failed');
  });
});

describe('the description', () => {
  it('has the calls with their token, and class IDs of 64 bits', async () => {
    const { app } = await serverWith();
    const { paths, components } = (await app.inject('/openapi.json')).json();
    const enroll = paths['/api/face/v1/enroll/{classId}'].post;
    expect(enroll.security).toEqual([{ bearer: [] }]);
    expect(enroll.parameters).toContainEqual(
      expect.objectContaining({
        ...{ in: 'path', name: 'classId', required: true },
        schema: expect.objectContaining({ type: 'integer', format: 'int64' }),
      }),
    );
    const { classId } = components.schemas.FaceTemplateStatus.properties;
    expect(classId).toMatchObject({ type: 'integer', format: 'int64' });
    expect(Object.keys(paths).filter((path) => path.startsWith('/api/face'))).toEqual([
      '/api/face/v1/enroll/{classId}',
      '/api/face/v1/template/{classId}',
      '/api/face/v1/template/{classId}/tags',
    ]);
  });
});
