import { expect, test } from 'vitest';
import { ANY_KEY } from '../support/http-app.js';
import { serverOn } from '../support/http-database.js';
import { Scenario } from '../support/scenario.js';

const visitor = { ...ANY_KEY, collections: ['visitors'] };

/** A run in the collection default whose only photo failed. */
async function failedRun() {
  const s = new Scenario();
  s.write('photos/1001.jpg', 'no photo');
  await s.call(['import-faces', 'photos', '--create-missing']);
  const served = await serverOn(s.db, { any: ANY_KEY, visitor });
  const [{ run_id: id }] = s.query("SELECT run_id FROM runs WHERE command = 'import-faces'");
  return { s, id, ...served };
}

test('runs are listed and shown, without what is of the machine', async () => {
  const { send, id, s } = await failedRun();
  const { data } = (await send('GET', '/runs')).json();
  expect(data).toMatchObject([{ run_id: id, command: 'import-faces' }]);
  const one = await send('GET', `/runs/${id}`);
  expect(one.json().data).toMatchObject({
    ...{ run_id: id, collection_id: 'default', status: 'finished' },
    ...{ failures: { UNSUPPORTED_FORMAT: 1 }, counts: { users_created: 0, failed: { total: 1 } } },
  });
  expect(one.body).not.toContain(s.cwd);
  expect((await send('GET', '/collections/default/runs?limit=1')).json().data).toHaveLength(1);
  expect((await send('GET', '/runs?limit=0')).statusCode).toBe(400);
});

test('the error report of a run is answered as a CSV, and nothing of it stays on the disk', async () => {
  const { send, id, s } = await failedRun();
  const report = await send('GET', `/runs/${id}/report.csv`);
  expect(report.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(report.body).toContain('UNSUPPORTED_FORMAT');
  expect(s.names().filter((name) => name.includes('-files-'))).toEqual([]);
});

test('a key of another collection knows of no run', async () => {
  const { send, id } = await failedRun();
  const key = { key: 'visitor' };
  expect((await send('GET', '/runs', undefined, key)).json().data).toEqual([]);
  for (const path of [
    `/runs/${id}`,
    `/runs/${id}/report.csv`,
    '/runs/none',
    '/collections/default/runs',
  ]) {
    expect((await send('GET', path, undefined, key)).statusCode).toBe(404);
  }
  expect((await send('GET', `/runs/${id.slice(0, 8)}`)).statusCode).toBe(404);
});

test('the audit of a collection is read a page at a time', async () => {
  const { send } = await failedRun();
  await send('POST', '/collections/default/users', { external_id: 'ann', reference: 'CHG-1' });
  await send('POST', '/collections', { collection_id: 'visitors' });
  const audit = async (query = '') =>
    (await send('GET', `/collections/default/audit${query}`)).json();
  const { data, total } = await audit('?action=USER_CREATED');
  expect(total).toBe(1);
  expect(data).toMatchObject([
    {
      external_id: 'ann',
      reference: 'CHG-1',
      detail: { key: ANY_KEY.keyId },
      collection_id: 'default',
    },
  ]);
  const all = await audit();
  expect(all.data.every((row: { collection_id: string }) => row.collection_id === 'default')).toBe(
    true,
  );
  const second = await audit('?page=2&page_size=1');
  expect(second).toMatchObject({
    total: all.total,
    page: 2,
    page_size: 1,
    data: all.data.slice(1, 2),
  });
  expect((await audit('?external_id=ann')).total).toBe(1);
  expect((await audit('?since=2026-03-02&until=2026-03-01')).error.message).toContain('since');
  expect((await audit('?action=PARTY')).error.message).toContain('action');
  expect(
    (await send('GET', '/collections/default/audit', undefined, { key: 'visitor' })).statusCode,
  ).toBe(404);
});
