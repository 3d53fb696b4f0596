import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { attackedByAll, formWith, type Heard, type Part } from '../../support/attacked.js';
import { obeyed } from '../../support/hostile.js';
import { fixture } from '../../support/scenario.js';

const FACES = '/api/v1/collections/default/faces';

const PHOTO = readFileSync(fixture('photos', '1002.jpg'));

/** Names that lead elsewhere, or that somebody who reads them obeys. */
const NAMES = [
  ...['../../evil.jpg', '..\\..\\evil.jpg', '/etc/passwd', 'C:\\evil.jpg', '.', '..', '../', ''],
  ...[
    '%2e%2e%2fevil.jpg',
    '..%2f..%2fevil.jpg',
    'canary.txt',
    './canary.txt',
    'file:///etc/passwd',
  ],
  ...[
    'a\u0000b.jpg',
    '\u202egpj.exe',
    '\u001b[31mred.jpg',
    'Zoe\u0308.jpg',
    '\ud83d\ude00.jpg',
    '\ufeff',
  ],
  ...['x'.repeat(5_000), `${'../'.repeat(2_000)}etc/passwd`, 'CON', 'a"; filename="b.jpg', "';--"],
  ...['a\r\nX-Evil: 1', 'a\nb.jpg', '__proto__', 'constructor', 'faceenroll.db', '-rf', '$(id)'],
];

const server = attackedByAll();

const photo = (file: string, name = 'image'): Part => ({ name, file, value: PHOTO });

it('names of files lead nowhere, and are told harmlessly', async () => {
  const { ask, names, expectUnharmed } = server();
  await ask(FACES, formWith([{ name: 'external_id', value: '7' }, photo('first.jpg')]));
  const before = names();
  const hear = async (path: string, parts: readonly Part[]) => {
    const heard = await ask(path, formWith(parts));
    expect(heard.status, `${path} ${JSON.stringify(parts[0]?.file)} ${heard.text}`).toBeLessThan(
      500,
    );
    expect([...heard.headers.keys()]).not.toContain('x-evil');
    // It is data: a name keeps its letters, and loses what is none.
    expect(heard.text).not.toMatch(/(?!\n)\p{Cc}|\\u00[01]/u);
    return heard;
  };
  for (const file of NAMES) await hear(FACES, [photo(file), { name: 'external_id', value: '7' }]);
  for (const file of NAMES.slice(0, 12)) {
    await hear('/api/v1/collections/default/import.csv', [
      { name: 'file', file, value: 'user_id\n8\n' },
      ...[photo(file, 'images[]'), photo('other.jpg', 'images[]')],
    ]);
  }
  const several = NAMES.slice(0, 20).map((file) => photo(file, 'images[]'));
  for (const path of ['identify', 'inspect', 'verify']) {
    await hear(`/api/v1/collections/default/${path}`, [
      ...several.slice(0, path === 'identify' ? 20 : 3),
      ...(path === 'verify' ? [{ name: 'external_id', value: '7' }] : []),
    ]);
  }
  await hear(`${FACES}/batch`, [
    ...several,
    ...several.map(() => ({ name: 'external_ids[]', value: '7' })),
  ]);
  expect(names()).toEqual(before);
  await expectUnharmed();
});

it('names in addresses lead nowhere', async () => {
  const { ask, names, expectUnharmed } = server();
  const before = names();
  const spelled = new Set(
    NAMES.flatMap((name) => [
      name.startsWith('file:') ? name : encodeURI(name).replaceAll('#', ''),
      encodeURIComponent(name),
      encodeURIComponent(encodeURIComponent(name)),
    ]),
  );
  const raw = ['..;/..;', '%c0%ae%c0%ae', '%00', '%zz', '%ff%fe', '%e2%80%ae', '%0d%0aX-Evil:%201'];
  const heard: [string, Heard][] = [];
  for (const name of [...spelled, ...raw].filter((one) => one.length < 8_000)) {
    for (const path of [
      ...[`/api/v1/collections/${name}/users`, `${FACES}/${name}`, `/docs/${name}`],
      ...[`/api/v1/collections/default/users/${name}`, `/api/v1/runs/${name}/report.csv`],
      ...[`/api/face/v1/template/${name}`, `/${name}`, `/docs/static/${name}`],
    ]) {
      heard.push([path, await ask(path)]);
    }
    heard.push([name, await ask(`/api/v1/collections/${name}`, { method: 'DELETE' })]);
  }
  for (const [path, { status, headers, text }] of heard) {
    expect(status, `${path.slice(0, 200)} ${text.slice(0, 300)}`).toBeLessThan(500);
    expect([...headers.keys()]).not.toContain('x-evil');
    expect(text).not.toMatch(/root:x:0|SQLite format/);
  }
  expect(names()).toEqual(before);
  await expectUnharmed();
});

it('names of things are kept as they are, or refused', async () => {
  const { ask, names, expectUnharmed, s } = server();
  await ask(FACES, formWith([{ name: 'external_id', value: '7' }, photo('first.jpg')]));
  const before = names();
  for (const name of NAMES) {
    const headers = { 'content-type': 'application/json' };
    const user = JSON.stringify({ external_id: name });
    const added = await ask('/api/v1/collections/default/users', { headers, body: user });
    expect([201, 400, 409, 413, 422], added.text).toContain(added.status);
    if (added.status === 201) {
      const place = added.headers.get('location') ?? '';
      expect(place).toMatch(/^\/api\/v1\/collections\/default\/users\/[^/\s]+$/);
      const { json } = await ask(place);
      // Users are found by a normal form of their ID.
      expect(json.data.external_id.normalize('NFC'), place).toBe(name.trim().normalize('NFC'));
    }
    const collection = JSON.stringify({ collection_id: name });
    const made = await ask('/api/v1/collections', { headers, body: collection });
    expect([201, 400, 409], made.text).toContain(made.status);
  }
  for (const name of NAMES.slice(0, 8)) {
    const form = formWith([photo('a.jpg'), { name: 'external_id', value: name }]);
    const enrolled = await ask(FACES, form);
    expect([409, 422], enrolled.text).toContain(enrolled.status);
  }
  expect(s.userIds().filter((id) => obeyed(id).length > 0)).toEqual([]);
  expect(names()).toEqual(before);
  await expectUnharmed();
});

it('a request ID of a client comes back only when it is harmless', async () => {
  const { ask, written, expectUnharmed } = server();
  const { headers } = await ask('/healthz', { headers: { 'x-request-id': 'order-17:3' } });
  expect(headers.get('x-request-id')).toBe('order-17:3');
  for (const id of ['a b', '<script>', 'x'.repeat(101), '"}', '\u00e9', '$(id)', 'a,b']) {
    const { headers } = await ask('/api/v1/nothing', { headers: { 'x-request-id': id } });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    if (id.length > 2) expect(written('stderr')).not.toContain(`"reqId":"${id}`);
  }
  await expectUnharmed();
});
