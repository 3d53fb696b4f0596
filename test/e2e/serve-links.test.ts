import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { queueMails } from '../../src/operations/links/queue.js';
import { DEFAULT_TERMS } from '../../src/operations/links/types.js';
import { Store } from '../../src/store/store.js';
import { faceenroll } from '../support/cli.js';
import { fixture, Scenario } from '../support/scenario.js';
import { served, start } from '../support/served.js';
import { until } from '../support/stopping.js';

const PUBLIC_URL = 'http://localhost:8380';

/** A user with an address, and what a server says of who asks for photos. */
async function withUser() {
  const s = new Scenario();
  writeFileSync(
    s.path('notice.json'),
    JSON.stringify({ company: 'Example Ltd', contact: 'badges@example.com' }),
  );
  writeFileSync(s.path('users.csv'), 'user_id,name,email\n1001,Ann,ann@example.com\n');
  const { code } = await s.run(['import-csv', 'users.csv']);
  expect(code).toBe(0);
  return { s, pages: ['--notice', s.path('notice.json'), '--public-url', PUBLIC_URL] };
}

function sentForm(photo: string): FormData {
  const form = new FormData();
  form.append('act', 'send');
  form.append('lang', 'en');
  form.append('agree', 'yes');
  form.append('photo', new Blob([readFileSync(fixture('photos', photo))]), 'me.jpg');
  return form;
}

const logged = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));

describe('a server with a notice', () => {
  it('mails a link that a command has queued, and enrolls who opens it', async () => {
    const { s, pages } = await withUser();
    const mails = s.path('mails');
    const { address, written, child, ended } = await served([...pages, '--mail-folder', mails], {
      cwd: s.cwd,
    });
    expect(written('stdout')).toContain(`, links open ${PUBLIC_URL} (`);
    const send = ['links', 'send', '1001', ...pages, '--mail-folder', mails];
    const { code, stderr } = await s.run(send);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    await until('the mail is there', () => readdirSync(mails).length > 0);
    const mail = readFileSync(join(mails, readdirSync(mails)[0] ?? ''), 'utf8').replace(
      /=\r?\n/g,
      '',
    );
    const token = /\/e\/([\w-]{43})/.exec(mail)?.[1];
    const page = await fetch(`${address}/e/${token}`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Example Ltd')]);
    const answer = await fetch(`${address}/e/${token}`, {
      ...{ method: 'POST', body: sentForm('1001.jpg') },
    });
    expect([answer.status, await answer.text()]).toEqual([
      200,
      expect.stringContaining('data-state="enrolled"'),
    ]);
    expect(s.query('SELECT user_id FROM templates')).toEqual([{ user_id: '1001' }]);
    expect((await fetch(`${address}/e/${token}`)).status).toBe(404);
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0 });
  });

  it.each([
    ['no --public-url', (notice: string) => ['--notice', notice], '--public-url is missing'],
    [
      'a mail server without a sender',
      (notice: string) => {
        return ['--notice', notice, '--public-url', PUBLIC_URL, '--smtp-host', 'localhost'];
      },
      '--mail-from is missing',
    ],
    [
      'a public address with a path, which none of the links of its pages would have',
      (notice: string) => ['--notice', notice, '--public-url', 'https://example.com/faces'],
      'without a path, as in https://example.com',
    ],
  ])('does not begin with %s', async (_, args, problem) => {
    const { s } = await withUser();
    const { ended } = start(args(s.path('notice.json')), { cwd: s.cwd });
    expect(await ended).toMatchObject({ code: 2, stderr: expect.stringContaining(problem) });
  });
});

describe('a server without a notice', () => {
  it('has the page of operators all the same, for as long as their key holds', async () => {
    const { s } = await withUser();
    const made = ['keys', 'create', '--name', 'desk', '--scope', 'review', '--json'];
    const { key, keyId } = JSON.parse((await s.run(made)).stdout);
    const { address, child, ended, written } = await served([], { cwd: s.cwd });
    const signedIn = await fetch(`${address}/review/sign-in`, {
      ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams({ key }) },
    });
    const [cookie = ''] = signedIn.headers.get('set-cookie')?.split(';') ?? [];
    const state = async () =>
      /data-state="(\w+)"/.exec(
        await (await fetch(`${address}/review`, { headers: { cookie } })).text(),
      )?.[1];
    expect(await state()).toBe('queue');
    expect((await s.run(['keys', 'revoke', keyId])).code).toBe(0);
    expect(await state()).toBe('signin');
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    expect(written('stderr')).not.toContain(cookie.split('=')[1]);
  });

  it('has no page, and says so where there are links', async () => {
    const { s } = await withUser();
    const before = await served([], { cwd: s.cwd });
    expect((await fetch(`${before.address}/e/x`)).status).toBe(404);
    before.child.kill('SIGTERM');
    const { stderr } = await before.ended;
    expect(stderr).not.toContain('--notice');
    expect((await s.run(['links', 'create', '1001', '--public-url', PUBLIC_URL])).code).toBe(0);
    const { child, ended } = await served([], { cwd: s.cwd });
    child.kill('SIGTERM');
    const told = logged((await ended).stderr).find(({ msg }) => msg.includes('--notice'));
    expect(told?.msg).toContain('links open no page, and no e-mail is sent, without --notice');
  });
});

it('sends no e-mail where it cannot listen: nobody could open the page', async () => {
  const { s, pages } = await withUser();
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const store = Store.open(s.db, false);
  const wanted = { kind: 'link', terms: DEFAULT_TERMS } as const;
  const now = new Date().toISOString();
  store.once(() => queueMails(store, 'default', ['1001'], wanted, now));
  store.close();
  const { port } = taken.address() as AddressInfo;
  const words = ['serve', '--listen', `127.0.0.1:${port}`, ...pages, '--mail-folder', 'mails'];
  const { code, stderr } = await faceenroll(words, { cwd: s.cwd });
  expect([code, stderr]).toEqual([1, expect.stringContaining('another program does already')]);
  expect(existsSync(s.path('mails'))).toBe(false);
});
