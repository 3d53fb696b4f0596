import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TERMS } from '../../src/operations/links/types.js';
import { Store } from '../../src/store/store.js';
import { events } from '../support/cli.js';
import { invited, linkIn, mailsIn, mailTo, SEND, SET_UP } from '../support/invited.js';
import type { Scenario } from '../support/scenario.js';
import { recordingServer } from '../support/smtp.js';
import { until } from '../support/stopping.js';

const now = () => new Date().toISOString();

/** Does something to a database as another process would. */
function inStore<T>(db: string, use: (store: Store) => T): T {
  const store = Store.open(db, false);
  try {
    return store.once(() => use(store));
  } finally {
    store.close();
  }
}

const actions = (s: Scenario): readonly string[] =>
  s
    .query("SELECT action FROM audit WHERE action LIKE 'LINK_%' ORDER BY position")
    .map(({ action }) => action);

describe('links send', () => {
  it('mails each user who is meant a link that works, and names those without an address', async () => {
    const s = invited({ 1001: 'ann@example.com', 1002: '', 1003: 'bob', 1004: 'dee@example.com' });
    const { code, stdout, stderr } = await s.call([...SEND, '--without-face', '--expires', '7d']);
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    expect(stdout).toBe(
      [
        '1002: not e-mailed: no e-mail address is stored',
        '1003: not e-mailed: what is stored is not an e-mail address',
        '2 e-mails sent.\n',
      ].join('\n'),
    );
    const link = inStore(s.db, ({ links }) => links.ofToken(linkIn(mailTo(s, 'ann@example.com'))));
    expect(link).toMatchObject({ userId: '1001', terms: { seconds: 604_800, attempts: 10 } });
    expect(actions(s)).toEqual(['LINK_SENT', 'LINK_SENT']);
    const audit = await s.call(['audit', 'list', '--action', 'LINK_*', '--json']);
    expect(events(audit).map(({ action }) => action)).toEqual(['LINK_SENT', 'LINK_SENT']);
  });

  it('takes those without an address for no failure once that is said, and names them', async () => {
    const s = invited({ 2001: 'ann@example.com', 2002: '', 2003: ' ', 2004: '' });
    const allow = [...SEND, '--without-face', '--allow-no-address'];
    const unmailed = '3 users have no e-mail address: 2002, 2003 and 2004.\n';
    expect(await s.call([...allow, '--dry-run'])).toMatchObject({
      ...{ code: 0, stdout: `1 user would be e-mailed: 2001.\n${unmailed}` },
    });
    expect(await s.call(allow)).toMatchObject({
      ...{ code: 0, stdout: `1 e-mail sent.\n${unmailed}` },
    });
    const night = await s.call([...allow, '--json']);
    expect(night.code).toBe(0);
    expect(events(night).filter(({ reason }) => reason === 'NO_ADDRESS')).toHaveLength(3);
    expect(events(night).at(-1)).toMatchObject({ notMailed: { LINK_WORKS: 1, NO_ADDRESS: 3 } });
    // Without it an address that is missing is one that got lost.
    expect((await s.call([...SEND, '--without-face'])).code).toBe(3);
  });

  it('takes an address that cannot be one for a failure whatever is said', async () => {
    const s = invited({ 2001: '', 2002: 'ann at example.com' });
    expect(await s.call([...SEND, '--all', '--allow-no-address'])).toMatchObject({
      code: 3,
      stdout:
        '2002: not e-mailed: what is stored is not an e-mail address\n0 e-mails sent.\n1 user has no e-mail address: 2001.\n',
    });
  });

  it('mails nobody twice, and exits with 0 when all that are meant have a link', async () => {
    const s = invited({ 1001: 'ann@example.com', 1002: 'bob@example.com' });
    expect(await s.call([...SEND, '1001'])).toMatchObject({ code: 0, stdout: '1 e-mail sent.\n' });
    const second = await s.call([...SEND, '--without-face']);
    expect(second.stdout).toBe('1 e-mail sent.\n1 user has a link that works.\n');
    const third = await s.call([...SEND, '--without-face']);
    expect(third).toMatchObject({
      code: 0,
      stdout: '0 e-mails sent.\n2 users have a link that works.\n',
    });
    expect(mailsIn(s)).toHaveLength(2);
  });

  it('counts who has a link already as such also without an address', async () => {
    const s = invited({ 1001: '' });
    await s.call(['links', 'create', '1001', '--public-url', 'https://faces.example.com']);
    const { code, stdout } = await s.call([...SEND, '--without-face']);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: '0 e-mails sent.\n1 user has a link that works.\n',
    });
  });

  it('leaves alone who has said no and whose photo waits, unless --again is said', async () => {
    const s = invited({ 1001: 'ann@example.com', 1002: 'bob@example.com' });
    inStore(s.db, ({ consents, submissions }) => {
      const user = { collection: 'default', userId: '1001' };
      const text = { version: '1', language: 'en', text: 'May it be stored?' };
      consents.add({ ...user, answer: 'no', at: now(), linkId: 'a'.repeat(12) }, text);
      const sent = { linkId: 'b'.repeat(12), sentAt: now(), language: 'en', reasons: [] };
      const judged = { quality: null, liveness: null, measures: {} };
      submissions.add({ ...user, userId: '1002', ...sent, ...judged }, Buffer.from('photo'));
    });
    const { code, stdout } = await s.call([...SEND, '--without-face']);
    expect({ code, lines: stdout.trim().split('\n').sort() }).toEqual({
      code: 0,
      lines: [
        '0 e-mails sent.',
        '1 user has said no.',
        '1 user has sent a photo that waits for review.',
      ],
    });
    const again = await s.call([...SEND, '--without-face', '--again']);
    expect(again).toMatchObject({ code: 0, stdout: '2 e-mails sent.\n' });
  });

  it('with --again revokes the former link, but mails nobody twice within an hour', async () => {
    const s = invited({ 1001: 'ann@example.com' });
    await s.call([...SEND, '1001']);
    const soon = await s.call([...SEND, '1001', '--again']);
    expect(soon).toMatchObject({
      code: 0,
      stdout: '0 e-mails sent.\n1 user was e-mailed within the last hour.\n',
    });
    s.change("UPDATE mails SET done_at = '2020-01-01T00:00:00.000Z'");
    expect((await s.call([...SEND, '1001', '--again'])).stdout).toBe('1 e-mail sent.\n');
    const states = inStore(s.db, ({ links }) => links.list('default').map((l) => l.endedBy));
    expect(states).toEqual(['revoked', null]);
  });

  it('with --dry-run says who would be e-mailed, and changes nothing', async () => {
    const s = invited({ 1001: 'ann@example.com', 1002: 'bob@example.com', 1003: '' });
    const dry = [...SEND, '--without-face', '--dry-run'];
    const { code, stdout } = await s.call(dry);
    expect({ code, stdout }).toEqual({
      code: 3,
      stdout:
        '1003: not e-mailed: no e-mail address is stored\n2 users would be e-mailed: 1001 and 1002.\n',
    });
    const lines = events(await s.call([...dry, '--json']));
    expect(lines.map(({ event }) => event)).toEqual([
      ...['toBeMailed', 'toBeMailed', 'notMailed', 'summary'],
    ]);
    expect(s.count('mails') + s.count('links')).toBe(0);
    expect(existsSync(s.path('mails'))).toBe(false);
  });

  it.each([
    ['nobody', [], /say who gets an e-mail: user IDs, --without-face or another filter, or --all/],
    ['everybody and some', ['--all', '1001'], /--all selects everybody/],
    ['some and what waits', ['--waiting', '1001'], /--waiting sends every e-mail that waits/],
    ['everybody and what waits', ['--waiting', '--all'], /'--waiting' cannot be used with .*--all/],
    ['a time that is none', ['1001', '--expires', 'soon'], /--expires is "soon": .*30m, 24h or 7d/],
    ['a time that is too short', ['1001', '--expires', '4m'], /from 5m to 90d/],
    ['a time that is too long', ['1001', '--expires', '91d'], /from 5m to 90d/],
    ['reminders without days', ['1001', '--reminders', '2'], /--reminders needs --remind/],
    ['a language without texts', ['1001', '--mail-language', 'xx'], /--mail-language is "xx"/],
  ])('refuses %s', async (_, words, problem) => {
    const s = invited({ 1001: 'ann@example.com' });
    const { code, stderr } = await s.call([...SEND, ...words]);
    expect(code).toBe(2);
    expect(stderr).toMatch(problem);
    expect(s.count('mails')).toBe(0);
  });

  it('mails nobody when one of those who are named does not exist', async () => {
    const s = invited({ 1001: 'ann@example.com' });
    const { code, stderr } = await s.call([...SEND, '1001', '9999']);
    expect(code).toBe(1);
    expect(stderr).toContain('there is no user with the user ID "9999"');
    expect(s.count('mails')).toBe(0);
  });

  it('says what to write into the configuration file where nothing is set up', async () => {
    const s = invited({ 1001: 'ann@example.com' });
    const send = ['links', 'send', '1001'];
    const page = await s.call(send);
    expect(page.code).toBe(2);
    expect(page.stderr).toContain('write into faceenroll.config.json, for all commands, {"notice"');
    const mail = [...send, '--notice', 'notice.json', '--public-url', 'https://faces.example.com'];
    expect(await s.call(mail)).toMatchObject({ code: 2 });
    expect((await s.call(mail)).stderr).toContain('--smtp-host and --mail-from');
  });

  it('takes how links are made from the configuration file, but not who is mailed', async () => {
    const s = invited({ 1001: 'ann@example.com' });
    const config = (settings: object) =>
      s.write('faceenroll.config.json', JSON.stringify({ department: 'Sales', ...settings }));
    config({ 'links send': { expires: '2d', attempts: 3, remind: 1 } });
    expect((await s.call([...SEND, '1001'])).code).toBe(0);
    const terms = inStore(s.db, ({ links }) => links.list('default')[0]?.terms);
    expect(terms).toEqual({
      ...{ seconds: 172_800, attempts: 3, review: false, remindDays: 1, reminders: 1 },
    });
    for (const flag of ['without-face', 'all', 'again', 'waiting']) {
      config({ 'links send': { [flag]: true } });
      const { code, stderr } = await s.call([...SEND, '1001']);
      expect({ code, flag }).toEqual({ code: 2, flag });
      expect(stderr).toContain('it is for the command line alone');
    }
  });

  it('leaves the database to others between two mails', async () => {
    const s = invited({ 1001: 'ann@example.com', 1002: 'bob@example.com' });
    // Between two mails it waits three seconds.
    const sending = s.run([...SEND, '--without-face', '--mail-rate', '20']);
    await until('a mail is sent', () => mailsIn(s).length === 1);
    const added = await s.call(['users', 'add', '1003', '--name', 'Cy']);
    expect(added).toMatchObject({ code: 0 });
    expect(mailsIn(s)).toHaveLength(1);
    expect(await sending).toMatchObject({ code: 0, stdout: '2 e-mails sent.\n' });
  });

  it('keeps the queue when it is interrupted, and run the same command again to send it', async () => {
    const s = invited({ 1001: 'ann@example.com', 1002: 'bob@example.com', 1003: 'cy@example.com' });
    const send = [...SEND, '--without-face'];
    const { code, stdout } = await s.run([...send, '--mail-rate', '1'], {
      onStart: async (child) => {
        await until('a mail is sent', () => mailsIn(s).length === 1);
        // What became of it is written.
        await setTimeout(300);
        child.kill('SIGINT');
      },
    });
    expect({ code, stdout }).toEqual({
      code: 130,
      stdout: '1 e-mail sent.\n2 e-mails wait: run the same command again to send them.\n',
    });
    const after = await s.call(send);
    expect(after.stdout).toBe(
      '2 e-mails sent.\n1 user has a link that works.\n2 users had an e-mail waiting already.\n',
    );
    const to = mailsIn(s).map((mail) => /^To: .*?([\w.]+@example.com)/m.exec(mail)?.[1]);
    expect(to.sort()).toEqual(['ann@example.com', 'bob@example.com', 'cy@example.com']);
  });
});

/** Sends to a mail server, as fast as it takes. */
const sendTo = (port: number, ...words: readonly string[]) => [
  ...['links', 'send', ...SET_UP.slice(0, 4), ...words, '--mail-rate', '6000'],
  ...['--mail-from', 'badges@example.com', '--smtp-host', '127.0.0.1', '--smtp-tls', 'none'],
  ...['--smtp-port', String(port)],
];

describe('links send, to a mail server', () => {
  it('names who was refused or put off with the reply, and tries the refused no more', async () => {
    const server = await recordingServer({
      tls: 'none',
      recipient: (address) => {
        if (address.startsWith('gone')) return '550 5.1.1 No such user here';
        return address.startsWith('busy') ? '451 4.7.1 Try again later' : undefined;
      },
    });
    const users = { 1001: 'ann@example.com', 1002: 'gone@example.com', 1003: 'busy@example.com' };
    const s = invited(users);
    const send = sendTo(server.port, '--without-face');
    const first = await s.call(send);
    expect(first.code).toBe(3);
    expect(first.stdout).toMatch(/^1002: the e-mail failed: .*550 5\.1\.1/m);
    expect(first.stdout).toMatch(/^1003: .*did not take the e-mail for now: .*; tried again from/m);
    expect(first.stdout).toContain(
      '1 e-mail sent.\n1 e-mail waits: the same command, or the server',
    );
    const second = await s.call(send);
    expect(second.code).toBe(3);
    expect(second.stdout).toMatch(
      /^1002: not e-mailed: the mail server refused .* \(550 5\.1\.1\)$/m,
    );
    expect(server.taken.map(({ to }) => to)).toEqual([['ann@example.com']]);
    s.change("UPDATE users SET email = 'new@example.com', updated_at = '2999-01-01T00:00:00.000Z'");
    expect((await s.call(sendTo(server.port, '1002'))).stdout).toContain('1 e-mail sent.');
  });

  it('keeps all mails when the server cannot be used, and sends them later', async () => {
    const s = invited({ 1001: 'ann@example.com', 1002: 'bob@example.com' });
    const gone = await recordingServer({ tls: 'none' });
    await gone.close();
    const { code, stderr } = await s.call(sendTo(gone.port, '--without-face'));
    expect(code).toBe(1);
    expect(stderr).toContain('; 2 e-mails wait: "faceenroll links send --waiting" sends them');
    expect(s.count('links')).toBe(0);
    const server = await recordingServer({ tls: 'none' });
    expect(await s.call(sendTo(server.port, '--without-face'))).toMatchObject({
      code: 0,
      stdout: '2 e-mails sent.\n2 users had an e-mail waiting already.\n',
    });
    expect(server.taken).toHaveLength(2);
  });

  it('with --waiting sends what waits, and mails nobody else', async () => {
    const server = await recordingServer({ tls: 'none' });
    const s = invited({ 1001: 'ann@example.com', 1002: 'bob@example.com' });
    const waiting = sendTo(server.port, '--waiting');
    expect(await s.call(waiting)).toMatchObject({ code: 0, stdout: '0 e-mails sent.\n' });
    inStore(s.db, ({ mails }) => {
      const mail = { collection: 'default', userId: '1001', kind: 'denied' } as const;
      const denial = { reason: 'BLURRED', note: null };
      mails.add({ ...mail, terms: DEFAULT_TERMS, denial }, now());
    });
    expect(await s.call(waiting)).toMatchObject({ code: 0, stdout: '1 e-mail sent.\n' });
    expect(server.taken.map(({ to }) => to)).toEqual([['ann@example.com']]);
  });

  it('keeps the queue when the server refuses whoever is mailed', async () => {
    const recipient = () => '554 5.7.1 Relay access denied';
    const server = await recordingServer({ tls: 'none', recipient });
    const ids = Array.from({ length: 12 }, (_, at) => `10${at + 10}`);
    const s = invited(Object.fromEntries(ids.map((id) => [id, `u${id}@example.com`])));
    const { code, stderr } = await s.call(sendTo(server.port, '--without-face'));
    expect(code).toBe(1);
    expect(stderr).toContain('refused 5 e-mails in a row with the same reply (554 5.7.1)');
    expect(stderr).toContain('; 8 e-mails wait: "faceenroll links send --waiting" sends them');
    server.replies = {};
    expect((await s.call(sendTo(server.port, '--waiting'))).stdout).toBe('8 e-mails sent.\n');
  });

  it('beside another command that sends only queues its mails, and watches them go', async () => {
    let steps = 0;
    const at = () => {
      steps += 1;
      return setTimeout(400);
    };
    const server = await recordingServer({ tls: 'none', at });
    const s = invited({ 1001: 'a@example.com', 1002: 'b@example.com', 1003: 'c@example.com' });
    const sending = s.run(sendTo(server.port, '1001', '1002'));
    await until('a mail is on its way', () => steps > 0);
    const beside = await s.call(sendTo(server.port, '1003'));
    expect(beside).toMatchObject({ code: 0 });
    expect(beside.stderr).toMatch(/^The process \d+ sends the e-mails of this database/);
    expect(beside.stdout).toContain(' sent.\n');
    expect((await sending).code).toBe(0);
    const to = server.taken.flatMap((mail) => mail.to);
    expect([...to].sort()).toEqual(['a@example.com', 'b@example.com', 'c@example.com']);
  });
});

describe('links list', () => {
  it('tells where each link stands, and of mails that did not arrive', async () => {
    const s = invited({ 1001: 'ann@example.com', 1002: 'bob@example.com', 1003: 'cy@example.com' });
    await s.call([...SEND, '--without-face']);
    s.change("UPDATE mails SET state = 'failed', reply = '550 5.1.1' WHERE user_id = '1002'");
    s.change("UPDATE mails SET state = 'unknown' WHERE user_id = '1003'");
    inStore(s.db, ({ links }) => {
      const [one] = links.list('default').filter(({ userId }) => userId === '1001');
      links.try(one?.linkId ?? '', now());
      links.failed(one?.linkId ?? '', 'FACE_NOT_FOUND');
      links.decline(one?.linkId ?? '', '2026-03-01T08:30:00.000Z');
      const [two] = links.list('default').filter(({ userId }) => userId === '1002');
      links.end(two?.linkId ?? '', 'used', now());
    });
    const { code, stdout } = await s.call(['links', 'list']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^link +user +state +sent \(UTC\) +until \(UTC\) +left\n/);
    expect(stdout).toMatch(
      /1001 {2}pending .* 9\n {14}said no on 2026-03-01 08:30; last photo: FACE_NOT_FOUND\n/,
    );
    expect(stdout).toContain('\n3 links: 2 pending, 1 used\n');
    expect(stdout).toContain('1002: the e-mail was not taken (550 5.1.1)\n');
    expect(stdout).toContain('1003: the e-mail may or may not have arrived');
    const used = events(await s.call(['links', 'list', '--status', 'used', '--json']));
    expect(used.filter(({ event }) => event === 'link')).toMatchObject([
      { userId: '1002', state: 'used', triesLeft: 0 },
    ]);
    expect((await s.call(['links', 'list', '--status', 'expired'])).stdout).toMatch(
      /^No links that are expired\.\n/,
    );
  });
});

describe('links revoke', () => {
  it('revokes by user ID and by link ID, with mails that wait and reminders', async () => {
    const s = invited({ 1001: 'ann@example.com', 1002: 'bob@example.com' });
    await s.call([...SEND, '--without-face', '--remind', '1']);
    const [link] = s.query("SELECT link_id AS id FROM links WHERE user_id = '1002'");
    inStore(s.db, ({ mails }) => {
      const mail = { collection: 'default', userId: '1001', kind: 'resend' } as const;
      mails.add({ ...mail, terms: DEFAULT_TERMS, denial: null }, now());
    });
    const { code, stdout } = await s.call(['links', 'revoke', '1001', link.id]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^The link \w{12} of the user "1001" is revoked\. An e-mail that waited is canceled\.\nThe link \w{12} of the user "1002" is revoked\.\n$/,
    );
    const later = '2999-01-01T00:00:00.000Z';
    expect(inStore(s.db, ({ links }) => links.toRemind(later))).toEqual([]);
    expect(inStore(s.db, ({ mails }) => mails.open())).toEqual([]);
    expect((await s.call(['links', 'revoke', '1001'])).stdout).toContain('is revoked already');
    expect(actions(s).slice(2)).toEqual(['LINK_REVOKED', 'LINK_REVOKED']);
  });

  it('revokes nothing when one of the names is unknown', async () => {
    const s = invited({ 1001: 'ann@example.com' });
    await s.call([...SEND, '1001']);
    const { code, stderr } = await s.call(['links', 'revoke', '1001', 'ffffffffffff']);
    expect(code).toBe(1);
    expect(stderr).toContain('there is neither a link nor a user "ffffffffffff"');
    expect(s.query('SELECT ended_by FROM links')).toEqual([{ ended_by: null }]);
  });
});

describe('links create', () => {
  const CREATE = ['links', 'create', '1001', '--public-url', 'https://faces.example.com'];

  it('prints a link alone on stdout, and the link works', async () => {
    const s = invited({ 1001: '' });
    const { code, stdout, stderr } = await s.call([...CREATE, '--expires', '30m']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^https:\/\/faces\.example\.com\/e\/[\w-]{43}\n$/);
    expect(stderr).toContain('whoever has it can use it');
    const link = inStore(s.db, ({ links }) => links.ofToken(linkIn(stdout)));
    expect(link).toMatchObject({ userId: '1001', endedBy: null, terms: { seconds: 1800 } });
    const rows = s.query("SELECT detail FROM audit WHERE action = 'LINK_CREATED'");
    expect(rows).toEqual([{ detail: JSON.stringify({ link: link?.linkId }) }]);
  });

  it('revokes the former link, and takes a mail with another one out of the queue', async () => {
    const s = invited({ 1001: 'ann@example.com' });
    const [first] = events(await s.call([...CREATE, '--json']));
    inStore(s.db, ({ mails }) => {
      const mail = { collection: 'default', userId: '1001', kind: 'resend' } as const;
      mails.add({ ...mail, terms: DEFAULT_TERMS, denial: null }, now());
    });
    const second = await s.call([...CREATE, '--json']);
    expect(events(second)).toMatchObject([{ replaced: first.linkId, action: 'LINK_CREATED' }]);
    expect(second.stderr).toContain('it is canceled');
    expect(inStore(s.db, ({ links }) => links.find(first.linkId)?.endedBy)).toBe('revoked');
    expect(inStore(s.db, ({ mails }) => mails.open())).toEqual([]);
    expect(actions(s)).toEqual(['LINK_CREATED', 'LINK_REVOKED', 'LINK_CREATED']);
  });

  it('says that a page without https gets no camera, unless it is of this machine', async () => {
    const s = invited({ 1001: '' });
    const at = (url: string) => s.call(['links', 'create', '1001', '--public-url', url]);
    expect((await at('http://faces.example.com')).stderr).toContain('is not https');
    expect((await at('http://localhost:8380')).stderr).not.toContain('https');
  });
});

describe('links preview', () => {
  const PREVIEW = ['links', 'preview', ...SET_UP];

  it('shows the mail of a user in a language, with a link that does not work', async () => {
    const s = invited({ 1001: 'ann@example.com' });
    const { code, stdout } = await s.call([...PREVIEW, '--user', '1001', '--output', 'seen']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Subject: Example Ltd: please add a photo of your face\n\nHello,\n/);
    expect(stdout).toContain('https://faces.example.com/e/this-is-a-preview');
    expect(readdirSync(s.path('seen')).sort()).toEqual(['mail.html', 'mail.txt', 'page.html']);
    expect(readFileSync(s.path('seen', 'mail.html'), 'utf8')).toMatch(/^<!doctype html>/i);
    const page = readFileSync(s.path('seen', 'page.html'), 'utf8');
    expect(page).toContain('data-state="form"');
    expect(page).toContain('Photos you can still try: 10');
    // It is whole by itself, and sends nothing anywhere.
    expect(
      page.match(/(?:href|src)="[^"]*/g)?.filter((to) => !/="(data|mailto):/.test(to)),
    ).toEqual([]);
    expect(s.count('mails') + s.count('links')).toBe(0);
  });

  it('needs no database', async () => {
    const s = invited(undefined);
    const { code, stdout } = await s.call(PREVIEW);
    expect({ code, hello: stdout.includes('\nHello,\n') }).toEqual({ code: 0, hello: true });
  });
});

describe('links texts', () => {
  it('prints all texts of a language as JSON', async () => {
    const s = invited(undefined);
    const { code, stdout } = await s.call(['links', 'texts']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ 'language.name': 'English' });
  });

  it('prints those of the nearest language, under the name of the one that is wanted', async () => {
    const { code, stdout } = await invited(undefined).call(['links', 'texts', 'sv']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ 'language.name': 'Svenska' });
  });

  it.each(['no_language', 'germna', 'xx'])('takes no language %s', async (wrong) => {
    const { code, stdout, stderr } = await invited(undefined).call(['links', 'texts', wrong]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`"${wrong}" is not a language: .* ar, de, en, es, fr, he, `));
  });
});
