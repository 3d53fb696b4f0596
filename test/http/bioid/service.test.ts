import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { signerOf } from '../../../src/operations/keys/check.js';
import { REPORT, SIGNING_KEY, tokenWith } from '../../support/bioid.js';
import { query, temporaryFolder } from '../../support/cli.js';
import { appWith } from '../../support/http-app.js';
import { KEPT_PROCESSES } from '../../support/kept-processes.js';
import { extractFake, fakePool, openService, photoOf, quietHost } from '../../support/service.js';
import { enrollWithThumbnails } from '../../support/upgrades.js';

const CLASS_ID = '9007199254740993';
const ENROLL = `/api/face/v1/enroll/${CLASS_ID}`;
const TEMPLATE = `/api/face/v1/template/${CLASS_ID}`;

/** The server over a real service and a key of the database; photos are those of `photoOf`. */
async function served(collection = 'staff', prepare: (db: string) => void = () => {}) {
  const db = join(temporaryFolder(), 'served.db');
  prepare(db);
  const pool = {
    ...fakePool(),
    extract: async (job: Parameters<typeof extractFake>[0]) => {
      const extraction = extractFake(job);
      const isFound = extraction.kind !== 'failed';
      const thumbnail = { jpeg: Buffer.from('jpeg'), landmarks: [] };
      const report = isFound ? REPORT : { ...REPORT, faces: [] };
      if (extraction.kind !== 'sample') return { ...extraction, report };
      return { ...extraction, sample: { ...extraction.sample, thumbnail }, report };
    },
  };
  // A template is upgraded by a worker process, which loads JavaScript.
  const host = { ...quietHost(), processes: KEPT_PROCESSES };
  const service = await openService(db, {}, pool, host);
  const key = await service.write(({ apiKeys }) => {
    const { scopes } = SIGNING_KEY;
    const what = { name: 'signs', scopes, collections: [collection], expiresAt: null, jwt: true };
    return apiKeys.create(what, new Date().toISOString());
  });
  const { app } = await appWith(
    service,
    {},
    {
      audiences: ['BWS'],
      service,
      findSigner: (keyId) => {
        const signer = signerOf(service, keyId);
        return (
          signer && { secret: signer.secret, key: { ...signer.key, collections: [collection] } }
        );
      },
    },
  );
  const secret = Buffer.from(key.signingSecret ?? '', 'base64');
  const call = async (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    payload?: object,
    headers: Readonly<Record<string, string>> = {},
  ) => {
    const token = await tokenWith({ iss: key.keyId, sub: key.keyId }, { secret });
    const authorization = `Bearer ${token}`;
    const answer = await app.inject({
      ...{ method, url, headers: { authorization, ...headers } },
      ...(payload && { payload }),
    });
    return { status: answer.statusCode, text: answer.body, body: answer.json() };
  };
  const image = (person: string, number = 1) => ({
    image: photoOf(person, number).bytes.toString('base64'),
  });
  return { db, service, key, call, image };
}

test('a class is enrolled, told, tagged and deleted, with all of its digits', async () => {
  const { db, call, image } = await served();
  const made = await call('POST', ENROLL, [image('ann'), image('nobody'), image('ann', 2)], {
    'reference-number': 'T-1',
  });
  expect(made.status).toBe(200);
  expect(made.text).toContain(`"classId":${CLASS_ID},`);
  expect(made.body).toMatchObject({
    ...{ performedAction: 'NEW_TEMPLATE_CREATED', enrolledImages: 2, errors: [] },
    templateStatus: { available: true, featureVectors: 2, thumbnailsStored: 2, thumbnails: [] },
  });
  const found = made.body.imageProperties.map(
    (one: { qualityAssessments: { score: number }[] }) => one.qualityAssessments[0]?.score,
  );
  expect(found).toEqual([1, 0, 1]);

  expect((await call('PUT', `${TEMPLATE}/tags`, ['b', 'a'])).status).toBe(200);
  expect((await call('PUT', `${TEMPLATE}/tags`, ['c', 'a'])).status).toBe(200);
  const told = await call('GET', `${TEMPLATE}?downloadThumbnails=true`);
  expect(told.text).toMatch(new RegExp(`^{"classId":${CLASS_ID},"available":true,`));
  expect(told.body.tags).toEqual(['a', 'c']);
  expect(told.body.thumbnails.map(({ image }: { image: string }) => image)).toEqual([
    'anBlZw==',
    'anBlZw==',
  ]);

  const again = await call('POST', ENROLL, [image('ann')]);
  expect(again.body).toMatchObject({ performedAction: 'NONE', enrolledImages: 0, errors: [] });

  expect(query(db, 'SELECT DISTINCT user_id, collection FROM users')).toEqual([
    { user_id: CLASS_ID, collection: 'staff' },
  ]);
  const audited = query(db, "SELECT reference, detail FROM audit WHERE action LIKE '%TEMPLATE%'");
  expect(audited).toHaveLength(2);
  expect(audited.every(({ reference }) => reference === 'T-1')).toBe(true);

  expect(await call('DELETE', TEMPLATE)).toMatchObject({ status: 200, body: {} });
  expect((await call('GET', TEMPLATE)).body).toMatchObject({ available: false, tags: [] });
  for (const answer of [
    await call('DELETE', TEMPLATE),
    await call('PUT', `${TEMPLATE}/tags`, ['a']),
  ]) {
    expect(answer).toMatchObject({ status: 404, body: { code: 5 } });
  }
  expect(query(db, 'SELECT count(*) AS n FROM users')).toEqual([{ n: 0 }]);
});

test('a class that was never enrolled, in a collection that is not there, has no template', async () => {
  const { call } = await served();
  for (const answer of [await call('GET', TEMPLATE), await call('POST', ENROLL, [])]) {
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(`"classId":${CLASS_ID},"available":false`);
  }
  expect((await call('DELETE', TEMPLATE)).status).toBe(404);
});

test('a face of somebody else is refused, and nobody named to a key that may not read', async () => {
  const { call, image } = await served();
  await call('POST', '/api/face/v1/enroll/1', [image('ann')]);
  const { body } = await call('POST', ENROLL, [image('ann', 2)]);
  expect(body).toMatchObject({
    ...{ performedAction: 'ENROLLMENT_FAILED', enrolledImages: 0 },
    errors: [{ errorCode: 'DuplicateOfEnrolledUser' }],
    templateStatus: { available: false },
  });
});

test('images of two people are not enrolled as one', async () => {
  const { call, image } = await served();
  const { body } = await call('POST', ENROLL, [image('ann'), image('bob')]);
  const codes = body.errors.map(({ errorCode }: { errorCode: string }) => errorCode);
  expect(codes).toContain('PhotosDisagree');
  expect(body.enrolledImages).toBeLessThan(2);
});

test('images without a face leave a class without a template', async () => {
  const { call, image } = await served();
  const { body } = await call('POST', ENROLL, [image('nobody')]);
  expect(body).toMatchObject({
    performedAction: 'ENROLLMENT_FAILED',
    errors: [{ errorCode: 'NoSuitableFaceImage' }],
    templateStatus: { available: false, featureVectors: 0 },
  });
});

test('a template of another encoder is upgraded, from its thumbnails', async () => {
  const { call, image } = await served('default', (db) => {
    enrollWithThumbnails(db, 4);
    const database = new Database(db);
    database.exec("UPDATE templates SET encoder = 'older-128' WHERE user_id IN ('1001', '1002')");
    database.close();
  });
  const older = (await call('GET', '/api/face/v1/template/1001')).body;
  expect(older).toMatchObject({ available: true, featureVectors: 1, thumbnailsStored: 1 });
  expect(older.encoderVersion).toBeGreaterThan(1_000);

  const { body } = await call('POST', '/api/face/v1/enroll/1001', []);
  expect(body).toMatchObject({
    ...{ performedAction: 'TEMPLATE_UPGRADED', enrolledImages: 0, errors: [] },
    templateStatus: { available: true, encoderVersion: 2, featureVectors: 1 },
  });
  const again = await call('POST', '/api/face/v1/enroll/1001', []);
  expect(again.body).toMatchObject({ performedAction: 'NONE', errors: [] });

  const more = await call('POST', '/api/face/v1/enroll/1002', [image('nobody')]);
  expect(more.body).toMatchObject({ performedAction: 'TEMPLATE_UPGRADED', enrolledImages: 0 });
});

test('a key that was revoked does not hold any more', async () => {
  const { service, key, call } = await served();
  expect((await call('GET', TEMPLATE)).status).toBe(200);
  await service.write(({ apiKeys }) => apiKeys.revoke(key.keyId, new Date().toISOString()));
  expect(await call('GET', TEMPLATE)).toMatchObject({ status: 401, body: { code: 16 } });
});
