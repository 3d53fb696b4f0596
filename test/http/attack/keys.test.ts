import { join } from 'node:path';
import type { LightMyRequestResponse } from 'fastify';
import { expect, it } from 'vitest';
import type { ApiKey } from '../../../src/domain/api-key.js';
import { SCOPE_NAMES, type Scope } from '../../../src/domain/scopes.js';
import { serverOf } from '../../../src/http/server-of.js';
import { WrongKeys } from '../../../src/http/wrong-keys.js';
import type { MadeApiKey } from '../../../src/store/api-keys.js';
import { tokenWith } from '../../support/bioid.js';
import { query, temporaryFolder } from '../../support/cli.js';
import { type DescribedCall, describedCalls, requestOf } from '../../support/described.js';
import { appWith } from '../../support/http-app.js';
import { enrolled, openService, photoOf } from '../../support/service.js';

/** No request ID holds it. */
const USER = 'user-1001';

/** The calls that each scope allows. */
const CALLS_OF: Readonly<Record<Scope, readonly string[]>> = {
  read: [
    ...['bioidGetTemplate', 'getFace', 'getRun', 'getRunReport'],
    ...['getUser', 'getUserStatus', 'listCollections', 'listExceptions', 'listFaces', 'listRuns'],
    ...['listRunsOfCollection', 'listStatus', 'listUsers'],
  ],
  search: ['identify', 'inspect', 'scanDuplicates', 'verify'],
  enroll: ['bioidEnroll', 'enrollFace', 'enrollFaces', 'getJob', 'importUsers', 'stopJob'],
  write: [
    ...['addUser', 'allowDuplicate', 'bioidSetTags', 'createCollection', 'renameUser'],
    ...['replaceFaceMetadata', 'revokeDuplicate', 'updateFaceMetadata', 'updateUser'],
  ],
  delete: ['bioidDeleteTemplate', 'deleteCollection', 'deleteFace', 'deleteUser'],
  export: ['exportUsers'],
  review: [],
  audit: ['listAudit'],
  templates: ['exportTemplates'],
};

type Key = Pick<MadeApiKey, 'keyId' | 'key' | 'signingSecret'>;

/** A server with a user in its database, and a face of theirs. */
async function scene() {
  const db = join(temporaryFolder(), 'attacked.db');
  const service = await openService(db);
  await enrolled(service, USER, [photoOf('Ann')]);
  const { app } = await appWith(
    service,
    {},
    {
      ...serverOf(service, { error: () => {} }, ['BWS']),
      ...{ service, wrongKeys: new WrongKeys(1_000_000) },
    },
  );
  const keyWith = (more: Partial<ApiKey> = {}) => {
    const now = new Date().toISOString();
    const usual = { scopes: SCOPE_NAMES, collections: null, expiresAt: null, jwt: true };
    const name = `key ${Math.random()}`;
    return service.write(({ apiKeys }) => apiKeys.create({ name, ...usual, ...more }, now));
  };
  const members = {
    ...{ collection: 'default', external_id: USER, classId: USER, other_external_id: '1002' },
    face_id: query(db, 'SELECT face_id FROM templates')[0].face_id as string,
    run_id: query(db, 'SELECT run_id FROM runs')[0].run_id as string,
    job_id: '0199f2c4-0000-7000-8000-000000000000',
  };
  const calls = describedCalls(app);
  /** Makes a call, with what its caller shows of itself. */
  const ask = (call: DescribedCall, headers: Readonly<Record<string, string>>) =>
    app.inject({ ...requestOf(call, members), headers });
  return { db, app, service, calls, keyWith, ask };
}

async function signed(by: Key, claims: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const secret = Buffer.from(by.signingSecret ?? '', 'base64');
  return tokenWith({ iss: by.keyId, sub: by.keyId, ...claims }, { secret });
}

/** What shows a call that it comes from this key. */
async function shown({ by }: DescribedCall, key: Key): Promise<Record<string, string>> {
  if (by === 'key') return { 'x-api-key': key.key };
  return { authorization: `Bearer ${await signed(key)}` };
}

/** All that the database holds, but for the keys and their use. */
function contentOf(db: string): unknown {
  const tables = query(db, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
  return tables
    .map(({ name }) => name as string)
    .filter((name) => !['api_keys', 'audit', 'sqlite_stat1'].includes(name))
    .map((name) => [name, query(db, `SELECT * FROM "${name}"`)]);
}

const told = ({ operationId }: DescribedCall, { statusCode }: LightMyRequestResponse) =>
  `${operationId} ${statusCode}`;

const refused = (calls: readonly DescribedCall[], status: number) =>
  calls.map(({ operationId }) => `${operationId} ${status}`);

it('no call is done without a key that holds', async () => {
  const { db, service, calls, keyWith, ask } = await scene();
  expect(calls.length).toBeGreaterThan(30);
  const right = await keyWith();
  const other = await keyWith();
  const expired = await keyWith({ expiresAt: '2026-01-01T00:00:00.000Z' });
  const revoked = await keyWith();
  const revokedToken = await signed(revoked);
  await service.write(({ apiKeys }) => apiKeys.revoke(revoked.keyId, new Date().toISOString()));
  const secretOf = ({ key }: Key) => key.slice(key.lastIndexOf('_', 15) + 1);
  const past = Math.floor(Date.now() / 1000) - 3_600;
  const shows: readonly Readonly<Record<string, string>>[] = [
    {},
    { 'x-api-key': '' },
    { 'x-api-key': `fe_${right.keyId}_${secretOf(other)}` },
    { 'x-api-key': `fe_000000000000_${secretOf(right)}` },
    { 'x-api-key': right.key.toUpperCase() },
    { 'x-api-key': `${right.key}, ${right.key}` },
    { 'x-api-key': `${right.key}x` },
    { 'x-api-key': right.signingSecret ?? '' },
    { 'x-api-key': "' OR 1 = 1 --" },
    { 'x-api-key': '__proto__' },
    { 'x-api-key': expired.key },
    { 'x-api-key': revoked.key },
    { authorization: `Bearer ${right.key}` },
    { authorization: `Basic ${Buffer.from(`${right.keyId}:${right.key}`).toString('base64')}` },
    { authorization: `Bearer ${revokedToken}` },
    { authorization: `Bearer ${await signed(expired)}` },
    { authorization: `Bearer ${await signed(right, { exp: past })}` },
    { authorization: `Bearer ${await signed({ ...right, signingSecret: other.signingSecret })}` },
    { cookie: `X-API-Key=${right.key}` },
  ];
  const before = contentOf(db);
  for (const headers of shows) {
    const answers = await Promise.all(
      calls.map(async (call) => told(call, await ask(call, headers))),
    );
    expect(answers, JSON.stringify(headers)).toEqual(refused(calls, 401));
  }
  // Each of the two is good for its own interface alone.
  const bearer = { authorization: `Bearer ${await signed(right)}` };
  for (const call of calls) {
    const headers = call.by === 'key' ? bearer : { 'x-api-key': right.key };
    expect(told(call, await ask(call, headers))).toBe(`${call.operationId} 401`);
  }
  expect(contentOf(db)).toEqual(before);
});

it('a key of another collection finds nothing, and does nothing', async () => {
  const { db, calls, keyWith, ask } = await scene();
  const key = await keyWith({ collections: ['elsewhere'] });
  const before = contentOf(db);
  const bound = calls.filter(({ path }) => /\{(collection|run_id|job_id)\}/.test(path));
  expect(bound.length).toBeGreaterThan(30);
  for (const call of bound) {
    const answer = await ask(call, await shown(call, key));
    expect(told(call, answer)).toBe(`${call.operationId} 404`);
    expect(answer.body).not.toContain(USER);
  }
  const others = calls.filter((call) => !bound.includes(call) && call.method !== 'POST');
  for (const call of others) {
    const answer = await ask(call, await shown(call, key));
    expect(answer.statusCode, call.operationId).toBeLessThan(500);
    expect(answer.body, call.operationId).not.toContain('default');
    expect(answer.json().available ?? false, call.operationId).toBe(false);
  }
  expect(contentOf(db)).toEqual(before);
});

it('a key finds no more in another spelling of a collection', async () => {
  const { app, keyWith } = await scene();
  const { key } = await keyWith({ collections: ['elsewhere'] });
  const spellings = ['default', 'DEFAULT', '%64efault', 'default%20', '%20default', 'default%00'];
  for (const name of [
    ...spellings,
    './default',
    'elsewhere/../default',
    'elsewhere%2F..%2Fdefault',
  ]) {
    for (const list of ['users', 'faces', 'status', 'audit', 'runs', 'export.csv']) {
      const url = `/api/v1/collections/${name}/${list}`;
      const { statusCode } = await app.inject({ url, headers: { 'x-api-key': key } });
      expect([url, statusCode]).toEqual([url, 404]);
    }
  }
  const headers = { 'x-api-key': key };
  const payload = { collection_id: 'default' };
  const made = { method: 'POST', url: '/api/v1/collections', headers, payload } as const;
  expect((await app.inject(made)).statusCode).toBe(404);
});

it('a key without the scope of a call does nothing by it', async () => {
  const { db, calls, keyWith, ask } = await scene();
  const none = await keyWith({ scopes: [] });
  const before = contentOf(db);
  for (const call of calls) {
    expect(told(call, await ask(call, await shown(call, none)))).toBe(`${call.operationId} 403`);
  }
  expect(contentOf(db)).toEqual(before);
});

it('a call needs one scope, and that of its kind', async () => {
  const { calls, keyWith, ask } = await scene();
  const refusedWithout = async (scope: Scope) => {
    const key = await keyWith({ scopes: SCOPE_NAMES.filter((one) => one !== scope) });
    const asked = calls.map(async (call) => {
      const { statusCode } = await ask(call, await shown(call, key));
      return statusCode === 403 ? [call.operationId] : [];
    });
    return (await Promise.all(asked)).flat().sort();
  };
  const all: string[] = [];
  for (const [scope, ids] of Object.entries(CALLS_OF)) {
    expect(await refusedWithout(scope as Scope)).toEqual(ids);
    all.push(...ids);
  }
  expect(all.sort()).toEqual(calls.map(({ operationId }) => operationId).sort());
});
