import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { changing } from '../support/api-keys.js';
import { userData } from '../support/entries.js';
import { newKey } from '../support/keys.js';
import { ANN, jpegOf, LINKED_AT, linkScene, submit } from '../support/links.js';
import { runTyped } from '../support/main.js';

/** Eve, who has no face, has agreed. Ann has used a link, agreed, and sent a photo that waits. */
function scene() {
  const key = newKey();
  const { path, store } = linkScene(key);
  const submissionId = submit(store, jpegOf('Ann'));
  const linkId = store.links.list('default')[0]?.linkId as string;
  const consent = { ...ANN, answer: 'yes', at: LINKED_AT, linkId } as const;
  const text = { version: '2026-05', language: 'pt-BR', text: 'Guardamos um modelo.' };
  const textSha256 = changing(store, () => {
    store.collection('default', '').users.create('eve', userData(), LINKED_AT);
    store.consents.add({ ...consent, userId: 'eve' }, text);
    return store.consents.add(consent, text);
  });
  store.close();
  const cwd = dirname(path);
  writeFileSync(join(cwd, 'faces.key'), key.bytes.toString('base64'));
  const run = (...args: string[]) =>
    runTyped([...args, '--db', path, '--key-file', 'faces.key'], { cwd });
  return { path, cwd, run, linkId, submissionId, textSha256 };
}

it('"users show" tells what a user answered, when, to what, and by which link', async () => {
  const { path, cwd, linkId, textSha256 } = scene();
  const show = (...more: string[]) =>
    runTyped(['users', 'show', 'eve', '--db', path, ...more], { cwd });
  const answer = `yes, ${LINKED_AT}, to version 2026-05 (pt-BR), link ${linkId}`;
  expect((await show()).stdout).toMatch(
    new RegExp(`^consent +${answer.replace(/[.()]/g, '\\$&')}$`, 'm'),
  );
  expect(JSON.parse((await show('--json')).stdout).consents).toEqual([
    { answer: 'yes', at: LINKED_AT, linkId, version: '2026-05', language: 'pt-BR', textSha256 },
  ]);
});

it('"key verify" opens photos that wait', async () => {
  const { run } = scene();
  const { stdout, code } = await run('key', 'verify');
  expect([stdout, code]).toEqual([
    '2 templates, 0 thumbnails, 2 profile images and 1 waiting photo open with the key.\n',
    0,
  ]);
});

it('"users rename" takes them along', async () => {
  const { run } = scene();
  const { stdout } = await run('users', 'rename', 'ann', 'olu');
  expect(stdout).toContain(
    'User "ann" is now "olu", with 1 face, 1 profile image, 1 waiting photo, 1 link and 1 answer about consent',
  );
  expect((await run('key', 'verify')).code).toBe(0);
});

it('a purge tells of a photo that waits, before and afterwards', async () => {
  const { path, cwd } = scene();
  const words = ['purge', '--user', 'ann', '--yes', '--receipt', 'r.json', '--db', path];
  const { stdout } = await runTyped(words, { cwd });
  expect(stdout).toContain('1 template, profile image, waiting photo\n');
  expect(stdout).toContain('(1 template, 0 thumbnails, 1 profile image, 1 waiting photo).\n');
});
