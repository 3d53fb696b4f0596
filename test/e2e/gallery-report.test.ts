import { readFileSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Scenario } from '../support/scenario.js';

const read = (s: Scenario, name: string): string => readFileSync(s.path(name), 'utf8');
const pictures = (html: string): number => html.split('src="data:image/jpeg;base64,').length - 1;

/** An encrypted database in which one face has two user IDs, and another user has no face. */
async function enrolled(): Promise<{ readonly s: Scenario; readonly key: readonly string[] }> {
  const s = new Scenario();
  const key = ['--key-file', s.path('k.key')];
  await s.call(['key', 'generate', s.path('k.key')]);
  s.photos({ '1001.jpg': '1001.jpg', '1002.jpg': '1002.jpg', 'zwilling.jpg': '1001.jpg' });
  const words = ['import-faces', 'photos', '--create-missing', '--duplicates', 'flag', ...key];
  expect((await s.call(words)).code).toBe(0);
  expect((await s.call(['users', 'add', 'faceless'])).code).toBe(0);
  return { s, key };
}

it('shows a collection in a private file: who has no face, and who may be one person', async () => {
  const { s, key } = await enrolled();
  const words = [
    'report',
    '--gallery',
    '--html',
    s.path('g.html'),
    '--expires',
    '2027-01-31',
    ...key,
  ];
  const { code, stdout } = await s.call(words);
  expect(code).toBe(0);
  expect(stdout).toContain('g.html, 4 users, 3 templates, 1 suspected pair');
  expect(stdout).toContain('purge cannot reach it');
  expect(statSync(s.path('g.html')).mode & 0o777).toBe(0o600);
  const html = read(s, 'g.html');
  expect(pictures(html)).toBe(2);
  expect(html).toContain('<li><bdi>faceless</bdi></li>');
  expect(html).toContain('<bdi>1001</bdi> and <bdi>zwilling</bdi>');
  expect(html).toContain('Delete this file after January 31, 2027.');
});

it('leaves out faces and names when it is anonymous, and tells programs what it wrote', async () => {
  const { s, key } = await enrolled();
  const words = [
    'report',
    '--gallery',
    '--html',
    s.path('g.html'),
    '--anonymous',
    '--json',
    ...key,
  ];
  const { stdout } = await s.call(words);
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ event: 'gallery-report', collection: 'default', users: 4, templates: 3 },
    ...{ suspectedPairs: 1, anonymous: true, expires: null },
  });
  expect(read(s, 'g.html')).not.toMatch(/zwilling|faceless<|<img/);
});

it('refuses what cannot be meant, and a database without its key', async () => {
  const { s, key } = await enrolled();
  const report = (...words: string[]) => s.call(['report', '--html', s.path('g.html'), ...words]);
  expect((await report('--gallery', '0123', ...key)).code).toBe(2);
  expect((await report('--collection', 'default', ...key)).code).toBe(2);
  const nowhere = await report('--gallery', '--collection', 'nowhere', ...key);
  expect(nowhere.code).toBe(1);
  expect(nowhere.stderr).toContain('there is no collection "nowhere"');
  const keyless = await report('--gallery');
  expect(keyless.code).toBe(1);
  expect(keyless.stderr).toContain('name its key');
  expect(s.names().filter((name) => name.endsWith('.html'))).toEqual([]);
});
