import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { attacked, formWith, type Part } from '../../support/attacked.js';
import { query, temporaryFolder } from '../../support/cli.js';
import { mailsIn } from '../../support/invited.js';
import { stateOf } from '../../support/pages.js';
import { fixture } from '../../support/scenario.js';
import { until } from '../../support/stopping.js';

const ANN = readFileSync(fixture('photos', '1001.jpg'));
/** Whom nobody takes for the other. */
const BOB = readFileSync(fixture('photos', '1005.jpg'));

/** No request ID holds it. */
const USER = 'user-1001';

/** Markup, another header, and a turn of direction. */
const NAME = '<b onclick=x>Ann</b> {link} \u202egnp.exe';

const ADDRESS = 'ann.secret@example.com';

/** A server with links, and a user who has a link. */
async function scene() {
  const notice = join(temporaryFolder(), 'notice.json');
  writeFileSync(notice, '{"company": "Acme <i>Ltd</i>", "contact": "badges@example.com"}');
  const setUp = ['--notice', notice, '--public-url', 'http://127.0.0.1:1'];
  const server = await attacked([...setUp, '--mail-folder', 'mails']);
  const { s, address } = server;
  const command = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await s.call(words);
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };
  const link = async (userId: string, ...flags: string[]): Promise<string> => {
    const words = ['links', 'create', userId, '--public-url', address, '--json', ...flags];
    return new URL(JSON.parse(await command(...words)).url).pathname;
  };
  await command('collections', 'create', 'default');
  await command('users', 'add', USER, '--name', NAME, '--email', ADDRESS);
  return {
    ...{ ...server, command, link },
    change: (sql: string) => {
      const db = new Database(s.db);
      db.exec(sql);
      db.close();
    },
    send: (path: string, bytes: Uint8Array, more: readonly Part[] = []) =>
      server.ask(path, {
        ...formWith([
          { name: 'agree', value: 'yes' },
          ...more,
          { name: 'photo', file: 'me.jpg', value: bytes },
        ]),
      }),
  };
}

/** All that a database has. */
function contentOf(db: string): Readonly<Record<string, unknown>> {
  const tables = query(db, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
  return Object.fromEntries(
    tables.map(({ name }) => [
      name,
      query(db, `SELECT * FROM "${name}"`)
        .map((row) => JSON.stringify(row))
        .sort(),
    ]),
  );
}

const attribute = (tag: string, name: string): string | undefined =>
  new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll('&amp;', '&');

/** Everything that a page leads to, and the forms in it with each of their buttons. */
function leadsOf(html: string, at: string) {
  const local = (address: string) => new URL(address, `http://x${at}`);
  const links = [...html.matchAll(/<[^>]*\s(?:href|src|action)="[^"]*"[^>]*>/g)]
    .flatMap(([tag]) => ['href', 'src', 'action'].map((name) => attribute(tag, name)))
    .filter((address) => address !== undefined)
    .map(local)
    .filter(({ origin }) => origin === 'http://x');
  const forms = [...html.matchAll(/<form[\s\S]*?<\/form>/g)].map(([form]) => {
    const inputs = [...form.matchAll(/<input[^>]*>/g)].map(([tag]) => tag);
    const fields = inputs
      .filter((tag) => attribute(tag, 'type') === 'hidden')
      .map((tag) => ({ name: attribute(tag, 'name') ?? '', value: attribute(tag, 'value') ?? '' }));
    const buttons = [...form.matchAll(/<button[^>]*>/g)].map(([tag]) => ({
      ...{ name: attribute(tag, 'name') ?? '', value: attribute(tag, 'value') ?? '' },
    }));
    return { isPost: form.includes('method="post"'), fields, buttons };
  });
  return { links: links.map(({ pathname, search }) => `${pathname}${search}`), forms };
}

describe('a program that scans mail', () => {
  it('looks at all, follows all and presses every button, and has changed nothing', async () => {
    const { s, ask, link, send } = await scene();
    for (const user of ['2', '3', '4']) await s.call(['users', 'add', user]);
    const review = await link('3', '--review');
    const used = await link('2');
    expect((await send(used, BOB)).status).toBe(200);
    const revoked = await link('4');
    const working = await link(USER);
    await s.call(['links', 'revoke', '4']);
    const before = contentOf(s.db);
    const seen = new Set<string>();
    const waiting = [working, review, used, revoked, `/e/${'A'.repeat(43)}`];
    let posts = 0;
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      await ask(at, { method: 'HEAD' });
      const { text, headers } = await ask(at);
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('set-cookie')).toBeNull();
      const isPage = headers.get('content-type')?.startsWith('text/html');
      if (!isPage || at.includes('?')) continue;
      const pages = [text];
      for (const page of pages) {
        const { links, forms } = leadsOf(page, at);
        waiting.push(...links);
        for (const { isPost, fields, buttons } of forms) {
          for (const button of buttons) {
            const all = [...fields, button].filter(({ name }) => name !== '');
            const pairs = all.map(({ name, value }): [string, string] => [name, value]);
            waiting.push(`${at}?${new URLSearchParams(pairs)}`);
            if (!isPost) continue;
            posts += 1;
            const answer = await ask(
              at,
              formWith([...all, { name: 'photo', file: '', value: '' }]),
            );
            // What comes next has buttons, too.
            if (pages.length < 3) pages.push(answer.text);
          }
        }
      }
    }
    expect(posts).toBeGreaterThan(5);
    expect([...seen].some((at) => at.startsWith('/assets/'))).toBe(true);
    expect(contentOf(s.db)).toEqual(before);
    const enrolled = await send(working, ANN);
    expect([enrolled.status, stateOf(enrolled.text)]).toEqual([200, 'enrolled']);
  });

  it('gets an expired link sent again once, whatever it presses', async () => {
    const { s, ask, link, change } = await scene();
    const path = await link(USER);
    change('UPDATE links SET expires_at = created_at');
    const again = formWith([{ name: 'act', value: 'again' }]);
    const states = [];
    for (let i = 0; i < 20; i += 1) states.push(stateOf((await ask(path, again)).text));
    expect(states[0]).toBe('sent');
    await until('the mail is written', () => mailsIn(s).length > 0);
    expect(stateOf((await ask(path, again)).text)).toBe('gone');
    expect(query(s.db, 'SELECT kind FROM mails')).toEqual([{ kind: 'resend' }]);
    expect(mailsIn(s)).toHaveLength(1);
  });
});

describe('whoever guesses', () => {
  it('five thousand tokens finds none, is held up, and costs little', async () => {
    const { s, child, ask, link, send } = await scene();
    const path = await link(USER);
    const before = contentOf(s.db);
    const memory = () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]);
    const statuses = new Map<number, number>();
    const guess = async (i: number) => {
      const token = randomBytes(32).toString('base64url');
      const asked =
        i % 2 === 0
          ? {}
          : formWith([
              { name: 'act', value: 'no' },
              { name: 'sure', value: 'yes' },
            ]);
      const { status } = await ask(`/e/${token}`, asked);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    };
    for (let i = 0; i < 500; i += 1) await guess(i);
    const first = memory();
    for (let i = 500; i < 5_000; i += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, k) => guess(i + k)));
    }
    expect(Object.fromEntries(statuses)).toEqual({ 404: 20, 429: 4_980 });
    expect((memory() - first) / 1024).toBeLessThan(45);
    expect(contentOf(s.db)).toEqual(before);
    // It works for whoever has it, at the same address, and the answer to a guess tells no more.
    expect(stateOf((await send(path, ANN)).text)).toBe('enrolled');
  });

  it('learns nothing by a token that was one: bytes, status and headers are the same', async () => {
    const { s, ask, link, send } = await scene();
    await s.call(['users', 'add', '2']);
    const used = await link('2');
    await send(used, BOB);
    const replaced = await link(USER);
    const revoked = await link(USER);
    await s.call(['links', 'revoke', USER]);
    const unknown = `/e/${randomBytes(32).toString('base64url')}`;
    const odd = ['/e/x', `/e/${'%00'.repeat(9)}`, `/e/${encodeURIComponent("' OR 1=1 --")}`];
    const told = async (path: string, asked: Parameters<typeof ask>[1]) => {
      const { status, text, headers } = await ask(path, asked);
      const all = [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
      return { status, text, all };
    };
    const photo = formWith([
      { name: 'agree', value: 'yes' },
      { name: 'photo', file: 'a.jpg', value: ANN },
    ]);
    const first = await told(unknown, {});
    expect(first.status).toBe(404);
    for (const path of [used, replaced, revoked, ...odd])
      expect(await told(path, {})).toEqual(first);
    const posted = await told(unknown, photo);
    for (const path of [used, replaced, revoked]) expect(await told(path, photo)).toEqual(posted);
    expect(posted.text).toBe(first.text);
  });
});

describe('a link that was passed on', () => {
  it('is worth one face, and none in place of another', async () => {
    const { s, command, link, send } = await scene();
    const first = await link(USER);
    expect(stateOf((await send(first, ANN)).text)).toBe('enrolled');
    expect((await send(first, BOB)).status).toBe(404);
    const faces = query(s.db, 'SELECT face_id, user_id, photo_digest FROM templates');
    expect(stateOf((await send(await link(USER), BOB)).text)).toBe('waiting');
    await command('users', 'add', '2002');
    const other = await send(await link('2002'), ANN);
    expect(stateOf(other.text)).toBe('waiting');
    expect(other.text).not.toContain(USER);
    expect(query(s.db, 'SELECT face_id, user_id, photo_digest FROM templates')).toEqual(faces);
    const waiting = await command('review', 'list');
    expect(waiting).toMatch(/\buser-1001\b/);
    expect(waiting).toMatch(/\b2002\b/);
  });
});

describe('forms that no page has made', () => {
  it('enroll nobody, or whoever has the link', async () => {
    const { s, ask, link, send, written } = await scene();
    const path = await link(USER, '--attempts', '100');
    const photo = { name: 'photo', file: 'me.jpg', value: ANN };
    const yes = { name: 'agree', value: 'yes' };
    const forms: readonly (readonly Part[])[] = [
      [photo],
      [{ name: 'agree', value: 'no' }, yes, photo],
      [{ name: 'agree', value: 'yes ' }, photo],
      [yes, { name: 'read', value: 'other' }, photo],
      [yes, { name: 'photo', value: 'a field' }],
      [yes, { name: 'other', file: 'a.jpg', value: ANN }],
      [yes, photo, photo],
      [yes, ...Array.from({ length: 30 }, (_, i) => ({ name: `f${i}`, value: 'x' })), photo],
      [yes, { name: 'lang', value: 'x'.repeat(20_000) }, photo],
      [yes, { name: 'act', value: 'no' }, photo],
      [yes, { name: '__proto__', value: 'x' }, { name: 'photo', file: 'a.jpg', value: '' }],
      [yes, { name: 'lang', value: '../../etc/passwd' }, { ...photo, value: '<svg/>' }],
      [yes, { name: 'lang', value: '__proto__' }, { ...photo, value: ANN.subarray(0, 2_000) }],
    ];
    for (const form of forms) {
      const { status, text } = await ask(path, formWith(form));
      expect([200, 400, 413, 422], text).toContain(status);
      expect(text).not.toContain('data-state="enrolled"');
    }
    for (const table of ['templates', 'consents', 'consent_texts']) {
      expect(query(s.db, `SELECT * FROM ${table}`)).toEqual([]);
    }
    const sent = await send(path, ANN, [
      { name: 'lang', value: 'de' },
      { name: 'lang', value: 'ar' },
    ]);
    expect(stateOf(sent.text)).toBe('enrolled');
    expect(query(s.db, 'SELECT language, answer FROM consents')).toEqual([
      { language: 'de', answer: 'yes' },
    ]);
    expect(query(s.db, 'SELECT user_id FROM templates')).toEqual([{ user_id: USER }]);
    const token = path.slice(3);
    const log = written('stderr') + written('stdout');
    for (const secret of [token, ADDRESS, 'onclick', USER]) expect(log).not.toContain(secret);
    for (const [table, rows] of Object.entries(contentOf(s.db))) {
      expect(JSON.stringify(rows).includes(token), table).toBe(false);
      if (table === 'audit') expect(JSON.stringify(rows)).not.toContain(ADDRESS);
    }
    const metrics = (await ask('/metrics')).text;
    expect(metrics).not.toMatch(new RegExp(`${token}|${ADDRESS}`));
  });

  it('and a hundred at the same time give a link no more photos than it has', async () => {
    const { s, link, send } = await scene();
    const path = await link(USER, '--attempts', '5');
    const blank = Buffer.concat([ANN.subarray(0, 3_000), Buffer.alloc(2_000_000)]);
    const answers = await Promise.all(Array.from({ length: 100 }, () => send(path, blank)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 422)).toHaveLength(5);
    for (const status of statuses) expect([422, 404, 410, 429, 503]).toContain(status);
    expect(query(s.db, 'SELECT tried, ended_by FROM links')).toEqual([
      { tried: 5, ended_by: 'attempts' },
    ]);
    expect(stateOf((await send(path, ANN)).text)).not.toBe('enrolled');
  });
});

describe('a name', () => {
  it('is text in a mail, on one line, and turns nothing round', async () => {
    const { s, link, ask, change } = await scene();
    const path = await link(USER);
    change('UPDATE links SET expires_at = created_at');
    await ask(path, formWith([{ name: 'act', value: 'again' }]));
    await until('the mail is written', () => mailsIn(s).length > 0);
    const mail = mailsIn(s)[0]?.replace(/=\r?\n/g, '') ?? '';
    const token = /\/e\/([\w-]{43})/.exec(mail)?.[1] ?? 'none';
    expect(mail).toContain('&lt;b onclick=3Dx&gt;Ann&lt;/b&gt; {link}');
    expect(mail).not.toMatch(/=E2=80=AE|\u202e/);
    expect(mail).toContain('Acme &lt;i&gt;Ltd&lt;/i&gt;');
    expect(mail.match(/^To:/gim)).toHaveLength(1);
    expect((await ask(`/e/${token}`)).status).toBe(200);
  });
});
