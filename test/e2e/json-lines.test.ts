import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { OUTPUTS } from '../../src/operations/schema/commands.js';
import { type CommandOptions, type CommandResult, events, FIXTURES, ROOT } from '../support/cli.js';
import { DIMENSIONS } from '../support/encoder.js';
import { enroll } from '../support/enrolled.js';
import { enrolledScenario } from '../support/gallery-database.js';
import { writeGroups } from '../support/grouped-gallery.js';
import { invited, SET_UP } from '../support/invited.js';
import { checkJsonLines, printed } from '../support/json-lines.js';
import { enrollUsers, newKey, randomEmbedding, withRun } from '../support/keys.js';
import { runTyped } from '../support/main.js';
import { writePack } from '../support/packs.js';
import { writeGallery } from '../support/random-gallery.js';
import { Scenario } from '../support/scenario.js';
import { served } from '../support/served.js';
import { sent } from '../support/submissions.js';
import { unit } from '../support/vectors.js';

/**
 * Every command prints every kind of line here once: `faceenroll` compares each with the JSON
 * Schema of its command.
 */

/** Runs a command, "users list", with --json; more words may be given whole. */
async function json(
  s: Scenario,
  command: string,
  more: readonly string[] = [],
  options: Omit<CommandOptions, 'cwd'> = {},
): Promise<CommandResult> {
  const args = [...command.split(' '), ...more, '--json'];
  return runTyped(args, { cwd: s.cwd, ...options });
}

/** Changes a database as no command would. */
function tamper(path: string, sql: string): void {
  const db = new Database(path);
  db.exec(sql);
  db.close();
}

/**
 * But for faces that go over to another pack: upgrade.test.ts prints them. Queues and published
 * templates need a PostgreSQL server: test/operations/queue and test/operations/publish print them.
 */
const kindsOf = (command: string): string[] =>
  Object.keys(OUTPUTS[command]?.lines ?? {})
    .map((kind) => `${command}: ${kind}`)
    .filter(
      (kind) => !/^upgrade: |^enroll: \w+Face$|^worker: |^queue |^templates publish: /.test(kind),
    );

/** Stands for the ID of a face. */
const FACE = '<face>';

/** Commands on a gallery of three users, with the exit codes that they end with. `FACE` is one of its faces. */
const ON_GALLERY: Readonly<Record<string, readonly [string, readonly string[], number][]>> = {
  users: [
    ['users list', [], 0],
    ['users list', ['--department', 'none'], 0],
    ['users show 1001', [], 0],
    ['users show nobody', [], 1],
    ['users add 1009', ['--name', 'Ann', '--set', 'Floor=3'], 0],
    ['users add 1009', [], 1],
    ['users update 1009', ['--name', 'Ann'], 0],
    ['users update 1009', ['--name', 'Eve'], 0],
    ['users rename 1009', ['X9', '--dry-run'], 0],
    ['users rename 1009', ['X9'], 0],
    ['users rename 1009', ['X9'], 1],
    ['users delete X9', ['--dry-run'], 0],
    ['users delete X9', ['--yes'], 0],
  ],
  faces: [
    ['faces list', ['--page', '1'], 0],
    ['faces show', [FACE], 0],
    ['faces show', ['nothing'], 1],
    ['faces update', [FACE, '--metadata', '{"badge":"A7"}'], 0],
    ['faces delete', [FACE, '--yes'], 0],
  ],
  status: [
    ['status', [], 0],
    ['users rename 1001', ['X1'], 0],
    ['status 1001', [], 0],
    ['status nobody', [], 1],
  ],
  collections: [
    ['collections list', [], 0],
    ['collections create', ['visitors'], 0],
    ['collections create', ['visitors'], 1],
    ['collections delete visitors', ['--yes'], 0],
    ['collections delete default', ['--dry-run'], 0],
    ['collections delete none', ['--yes'], 1],
  ],
  duplicates: [
    ['duplicates allow 1001 1002', ['--reason', 'twins'], 0],
    ['duplicates allow 1001 1002', ['--reason', 'twins'], 0],
    ['duplicates list', [], 0],
    ['duplicates revoke 1001 1002', [], 0],
    ['duplicates revoke 1001 1002', [], 1],
    ['duplicates list', [], 0],
  ],
  'export-csv': [
    ['export-csv', ['users.csv'], 0],
    ['export-csv', ['users.csv'], 1],
    ['export-csv', [], 2],
  ],
  purge: [
    ['purge --due', ['--yes'], 0],
    ['purge --user 1002', ['--yes'], 0],
  ],
};

describe('what is printed with --json is what its JSON Schema says', () => {
  it('of imports', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg', '1006.jpg']);
    s.write('photos/notes.txt', 'none');
    const alone = ['--workers', '1', '--duplicates', 'off'];
    const folder = ['photos', '--create-missing', ...alone];
    expect((await json(s, 'import-faces', folder)).code).toBe(3);
    expect((await json(s, 'import-faces', folder)).code).toBe(3);

    const rows = ['1001,1001.jpg', '2001,', '2002,none.jpg', '1003,1003.jpg'];
    s.photos(['1003.jpg']);
    s.write('users.csv', ['user_id,face_image_file1', ...rows].join('\n'));
    const csv = ['users.csv', '--images', 'photos', ...alone];
    expect((await json(s, 'import-csv', csv)).code).toBe(3);

    s.photos(['1004.jpg'], 'one');
    const one = (...words: string[]) => json(s, 'enroll', [...words, ...alone]);
    expect((await one('1004', 'one/1004.jpg', 'none.jpg', '--create-missing')).code).toBe(3);
    expect((await one('1004', 'one/1004.jpg')).code).toBe(0);
    expect((await one('1004')).code).toBe(0);
    expect((await one('nobody')).code).toBe(1);

    s.photos(['1005.jpg']);
    s.write('all.csv', `user_id,face_image_file1\n${rows.join('\n')}\n3001,\n1005,1005.jpg\n`);
    const all = ['all.csv', '--images', 'photos', '--max-deletions', '9', ...alone];
    expect((await json(s, 'sync', all)).code).toBe(3);

    expect((await json(s, 'runs list')).code).toBe(0);
    expect((await json(s, 'runs show')).code).toBe(0);
    expect((await json(s, 'runs show', ['nothing'])).code).toBe(1);
    expect((await json(s, 'runs report')).code).toBe(0);
    expect((await json(s, 'report', ['--html', 'r.html'])).code).toBe(0);
    expect((await json(s, 'report', ['--gallery', '--html', 'g.html'])).code).toBe(0);
    tamper(s.db, "UPDATE runs SET status = 'interrupted' WHERE rowid = 1");
    expect((await json(s, 'runs resume')).code).toBe(1);
    tamper(s.db, "UPDATE runs SET status = 'interrupted' WHERE command = 'sync'");
    expect((await json(s, 'runs resume')).code).toBe(3);
    for (const command of ['import-faces', 'import-csv', 'enroll', 'sync', 'runs list']) {
      expect([...printed]).toEqual(expect.arrayContaining(kindsOf(command)));
    }
  });

  it('of photos', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    s.write('photos/notes.txt', 'none');
    const photos = ['photos/1001.jpg', 'photos/notes.txt', '--workers', '1'];
    const folder = ['photos', '--create-missing', '--workers', '1'];
    expect((await runTyped(['import-faces', ...folder], s)).code).toBe(3);
    expect((await json(s, 'inspect', photos)).code).toBe(3);
    expect((await json(s, 'identify', photos)).code).toBe(3);
    expect((await json(s, 'verify 1001', photos)).code).toBe(3);
    expect((await json(s, 'status --photo photos/1001.jpg')).code).toBe(0);
    expect((await json(s, 'status --photo photos/notes.txt')).code).toBe(3);
    expect((await json(s, 'verify nobody', photos)).code).toBe(1);
    const fitted = (csv: string, profile: string) =>
      json(s, 'export-csv', [csv, '--photos', csv.slice(0, 1), '--profile', profile]);
    expect((await fitted('a.csv', 'biostar-x')).code).toBe(0);
    expect((await fitted('b.csv', 'us-visa')).code).toBe(3);
  });

  it.each(Object.entries(ON_GALLERY))('of %s', async (_, commands) => {
    const s = enrolledScenario();
    const [{ face_id: faceId }] = s.query('SELECT face_id FROM templates LIMIT 1');
    for (const [command, more, code] of commands) {
      const words = more.map((word) => (word === FACE ? faceId : word));
      const { stderr, ...ended } = await json(s, command, words);
      expect(ended, `${command}: ${stderr}`).toMatchObject({ code });
      if (code === 1 || code === 2) expect(ended.stdout).toBe('');
    }
  });

  it('of the audit, of backups and of checks', async () => {
    const s = enrolledScenario();
    expect((await json(s, 'audit list', ['--limit', '2'])).code).toBe(0);
    expect((await json(s, 'audit list', ['--user', 'nobody'])).stdout).toBe('');
    expect((await json(s, 'audit head')).code).toBe(0);
    expect((await json(s, 'audit verify')).code).toBe(0);
    expect((await json(s, 'backup', ['b.db'])).code).toBe(0);
    expect((await json(s, 'backup', ['b.db'])).code).toBe(2);
    expect((await json(s, 'restore', ['b.db'])).code).toBe(2);
    expect((await json(s, 'restore', ['b.db', '--yes'])).code).toBe(0);
    expect((await json(s, 'check')).code).toBe(0);
    chmodSync(s.db, 0o644);
    expect((await json(s, 'check')).code).toBe(3);
    tamper(s.db, "UPDATE audit SET os_user = 'nobody', detail = '7' WHERE position = 2");
    expect((await json(s, 'audit verify')).code).toBe(3);
    expect((await json(s, 'audit list')).code).toBe(0);
  });

  it('of similarities', async () => {
    const s = enrolledScenario();
    expect((await json(s, 'duplicates scan')).code).toBe(0);
    const embedding = unit(Array(DIMENSIONS).fill(1));
    enroll(
      s.db,
      ['7', '8'].map((userId) => ({ userId, embedding })),
    );
    expect((await json(s, 'duplicates scan')).code).toBe(3);
    expect((await json(s, 'calibrate')).code).toBe(1);
    const db = writeGallery({ users: 40, each: 2 });
    writeGroups(s.path('groups.db'), [{ users: 40, tags: ['day'] }, { users: 40 }]);
    expect((await json(s, 'fairness --by tag', ['--db', 'groups.db'])).code).toBe(0);
    expect((await json(s, 'calibrate', ['--db', db, '--store'])).code).toBe(0);
    expect((await json(s, 'calibrate', ['--db', db, '--forget'])).code).toBe(0);
    expect((await json(s, 'calibrate', ['--db', db, '--forget'])).code).toBe(1);
  });

  it('of templates that are moved', async () => {
    const s = enrolledScenario();
    expect((await json(s, 'templates export t.ndjson')).code).toBe(0);
    expect((await json(s, 'templates export t.ndjson')).code).toBe(1);
    expect((await json(s, 'templates export')).code).toBe(2);
    const to = ['--db', 'other.db', '--duplicates', 'off'];
    expect((await json(s, 'templates import t.ndjson', to)).code).toBe(3);
    expect((await json(s, 'templates import t.ndjson --create-missing', to)).code).toBe(0);
    expect((await json(s, 'templates import t.ndjson', to)).code).toBe(0);
    expect((await json(s, 'templates import none.ndjson', to)).code).toBe(1);
  });

  it('of keys', async () => {
    const s = new Scenario();
    const key = newKey();
    s.write('old.key', `${key.bytes.toString('base64')}\n`);
    chmodSync(s.path('old.key'), 0o600);
    withRun(s.db, key, (run) => enrollUsers(run, { ann: randomEmbedding() }));
    const { stdout } = await json(s, 'key generate');
    expect(Buffer.from(JSON.parse(stdout).key, 'base64')).toHaveLength(32);
    const named = await json(s, 'key generate', ['new.key']);
    expect(JSON.parse(named.stdout)).toMatchObject({ file: 'new.key', key: null });
    expect((await json(s, 'key generate', ['new.key'])).code).toBe(1);
    const keys = ['--key-file', 'old.key', '--new-key-file', 'new.key'];
    expect((await json(s, 'key rotate', keys)).code).toBe(0);
    expect((await json(s, 'key verify', ['--key-file', 'new.key'])).code).toBe(0);
    expect((await json(s, 'key verify', ['--key-file', 'old.key'])).code).toBe(1);
    tamper(s.db, "UPDATE profile_images SET jpeg = x'01'");
    expect((await json(s, 'key verify', ['--key-file', 'new.key'])).code).toBe(1);
  });

  it('of links', async () => {
    const s = invited({ 1001: 'ann@example.com', 1002: '' });
    const send = ['--without-face', ...SET_UP];
    expect((await json(s, 'links send', [...send, '--dry-run'])).code).toBe(3);
    expect((await json(s, 'links send', send)).code).toBe(3);
    expect((await json(s, 'links send', SET_UP)).code).toBe(2);
    tamper(s.db, "UPDATE mails SET state = 'failed', reply = '550 5.1.1'");
    expect((await json(s, 'links list')).code).toBe(0);
    expect((await json(s, 'links create 1002', SET_UP.slice(2, 4))).code).toBe(0);
    expect((await json(s, 'links preview', SET_UP)).code).toBe(0);
    expect((await json(s, 'links revoke 1001 1002')).code).toBe(0);
    expect((await json(s, 'links revoke 1003')).code).toBe(1);
  });

  it('of reviews', async () => {
    const s = new Scenario();
    const photo = readFileSync(join(FIXTURES, 'photos/1001.jpg'));
    const reason = { code: 'DUPLICATE_OF_ENROLLED_USER', message: 'of 1002' };
    const [first = '', second = ''] = sent(s.db, [
      { userId: '1001', bytes: photo, reasons: [reason] },
      { userId: '1003', bytes: photo },
    ]);
    expect((await json(s, 'review list')).code).toBe(0);
    expect((await json(s, `review approve ${first} 0123456789ab`)).code).toBe(3);
    expect((await json(s, `review show ${second}`)).code).toBe(0);
    expect((await json(s, `review approve ${first} ${second}`)).code).toBe(3);
    expect((await json(s, `review deny ${second} --reason BLURRED`)).code).toBe(0);
    expect((await json(s, `review deny ${second} --reason OTHER`)).code).toBe(2);
    expect((await json(s, 'review history 1003')).code).toBe(0);
    expect((await json(s, 'review history nobody')).code).toBe(1);
  });

  it('of API keys', async () => {
    const s = enrolledScenario();
    expect((await json(s, 'keys list')).stdout).toBe('');
    const create = 'keys create --name gate --scope';
    const made = await json(s, create, ['search', '--jwt']);
    expect(made.code).toBe(0);
    expect((await json(s, create, ['search'])).code).toBe(1);
    expect((await json(s, create, ['all'])).code).toBe(2);
    expect((await json(s, 'keys list')).code).toBe(0);
    const { keyId } = JSON.parse(made.stdout);
    expect((await json(s, 'keys revoke', [keyId])).code).toBe(0);
    expect((await json(s, 'keys revoke', [keyId])).code).toBe(0);
    expect((await json(s, 'keys revoke', ['nothing'])).code).toBe(1);
  });

  it('of models, settings and the machine', async () => {
    const s = new Scenario();
    const env = { FACEENROLL_MODELS: s.path('models') };
    expect((await json(s, 'models list')).code).toBe(0);
    expect((await json(s, 'models profiles')).code).toBe(0);
    expect((await json(s, 'models verify')).code).toBe(0);
    expect((await json(s, 'models verify opencv', [], { env })).code).toBe(1);
    expect((await json(s, 'models install', [writePack(s)], { env })).code).toBe(0);
    expect((await json(s, 'models install', ['none.json'], { env })).code).toBe(1);
    expect((await json(s, 'models build --missing-only')).code).toBe(0);
    expect((await json(s, 'config show')).code).toBe(0);
    expect((await json(s, 'config show nothing')).code).toBe(2);
    expect((await json(s, 'doctor')).code).toBe(0);
    expect((await json(s, 'doctor', ['--models', 'opencv'], { env })).code).toBe(1);
  });

  it('of models that are built, in a copy of the program: others use its own', async () => {
    const s = new Scenario();
    for (const part of ['bin', 'dist', 'package.json']) {
      cpSync(join(ROOT, part), s.path(part), { recursive: true });
    }
    mkdirSync(s.path('models'));
    for (const file of ['manifest.json', 'golden.json']) {
      cpSync(join(ROOT, 'models', file), s.path('models', file));
    }
    symlinkSync(join(ROOT, 'node_modules'), s.path('node_modules'));
    const args = ['models', 'build', '--json'];
    const stdout = execFileSync(process.execPath, [s.path('bin/faceenroll.js'), ...args], {
      encoding: 'utf8',
    });
    checkJsonLines(args, { code: 0, signal: null, stdout });
    expect(stdout).toContain('"built":3');
  });

  it('by a server', async () => {
    const flags = ['--metrics-listen', '127.0.0.1:0', '--json'];
    const { child, ended, address } = await served(flags, { cwd: new Scenario().cwd });
    child.kill('SIGTERM');
    const { stdout, ...how } = await ended;
    checkJsonLines(['serve', ...flags], { stdout, ...how });
    expect(JSON.parse(stdout)).toMatchObject({ address, pid: child.pid });
  });

  it('by a watch', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    const words = [
      'watch',
      'photos',
      '--create-missing',
      '--every',
      '1',
      '--settle',
      '1',
      '--json',
    ];
    const result = await s.run(words, {
      onStart: (child) => {
        child.stdout?.on('data', (data) => {
          if (String(data).includes('"event":"batch"'))
            rmSync(s.path('photos'), { recursive: true });
          if (String(data).includes('"event":"notice"')) child.kill('SIGTERM');
        });
      },
    });
    expect(result.code).toBe(0);
    checkJsonLines(words, result);
    expect(events(result)).toMatchObject([
      { event: 'watching', remembered: 0 },
      { event: 'batch', items: 1, enrolled: 1, failed: 0, errorReport: null },
      { event: 'notice', code: 'FOLDER_AWAY' },
      { event: 'stopped', batches: 1 },
    ]);
  });

  it('and no command has a kind of line that was not printed', () => {
    const unseen = Object.keys(OUTPUTS)
      // It prints what the command does that it runs again.
      .filter((command) => command !== 'runs resume')
      .flatMap(kindsOf)
      .filter((kind) => !printed.has(kind));
    expect(unseen).toEqual([]);
    expect(printed).toContain('runs resume: importSummary');
  });
});
