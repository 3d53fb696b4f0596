import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeDisk, judgeMemory } from '../../src/operations/doctor/machine.js';
import { checkNativeModule } from '../../src/operations/doctor/native.js';
import { lockForRun } from '../../src/store/lock.js';
import { Store } from '../../src/store/store.js';
import { type CommandResult, events, faceenroll, ROOT } from '../support/cli.js';
import { fixture, Scenario } from '../support/scenario.js';
import { recordingServer } from '../support/smtp.js';

const CHECKS = [
  ...['configuration', 'Node.js', 'sharp', 'onnxruntime-node', 'better-sqlite3', 'models'],
  ...['database', 'key', 'strength', 'mail', 'queue', 'free disk', 'memory', 'processor'],
  'self-test',
];

type Env = Readonly<Record<string, string>>;

/** Runs the doctor with --json: its exit code, and its checks by name. */
const examined = async (scenario: Scenario, args: readonly string[] = [], env: Env = {}) =>
  examination(await scenario.call(['doctor', '--json', ...args], { env, asTyped: true }));

/** The same in a process of its own, for what only another process is told or can tell. */
const examinedApart = async (scenario: Scenario, env: Env = {}) =>
  examination(await scenario.run(['doctor', '--json'], { env }));

function examination(result: CommandResult) {
  const lines = events(result);
  const summary = lines.at(-1);
  const checks = Object.fromEntries(lines.slice(0, -1).map((line) => [line.check, line]));
  expect(summary).toMatchObject({ event: 'summary', exitCode: result.code });
  expect(Object.keys(checks)).toEqual(CHECKS);
  return { ...result, checks, summary };
}

/** A database as an import makes it. */
function makeDatabase({ db }: Scenario): void {
  Store.open(db, false).close();
}

async function makeKey(scenario: Scenario, name: string): Promise<string> {
  await scenario.call(['key', 'generate', name], { asTyped: true });
  return scenario.path(name);
}

describe('faceenroll doctor', () => {
  it('finds nothing wrong where all is well, and leaves the folder as it was', async () => {
    const scenario = new Scenario();
    makeDatabase(scenario);
    const files = readdirSync(scenario.cwd);
    const bytes = readFileSync(scenario.db);
    // Not by the scenario, which opens the database afterwards and leaves files of its own.
    const { code, stdout, stderr } = await faceenroll(['doctor'], { cwd: scenario.cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^ok +self-test +a drawn face gave a template of 192 numbers/m);
    expect(stdout).toContain('nobody works on it');
    expect(stdout).toMatch(
      / strength +standard finds (about|perhaps|fewer than) \d+ of 100 second/,
    );
    expect(stdout.replace(/\s+/g, ' ')).toContain('among 1,000 people (assumed)');
    expect(stdout).toMatch(/, 0 failed\n$/);
    expect(readdirSync(scenario.cwd)).toEqual(files);
    expect(readFileSync(scenario.db).equals(bytes)).toBe(true);
  });

  it('makes no database where there is none, and warns only of one that was named', async () => {
    const scenario = new Scenario();
    const byDefault = await examined(scenario);
    expect(byDefault.checks.database.status).toBe('ok');
    const named = await examined(scenario, ['--db', 'misspelled.db']);
    expect(named.checks.database).toMatchObject({ status: 'warning' });
    expect(named.checks.database.message).toContain('misspelled.db');
    expect(readdirSync(scenario.cwd)).toEqual([]);
  });

  it('tries the mail server that a configuration file names, and sends nothing', async () => {
    const scenario = new Scenario();
    const login = { user: 'badges', password: 'open sesame' };
    const server = await recordingServer({ login });
    scenario.write('smtp.password', `${login.password}\n`);
    chmodSync(scenario.path('smtp.password'), 0o600);
    const config = {
      'smtp-host': '127.0.0.1',
      'smtp-port': server.port,
      'smtp-user': login.user,
      'smtp-password-file': 'smtp.password',
      'mail-from': 'Badge office <badges@example.com>',
    };
    scenario.write('faceenroll.config.json', JSON.stringify(config));
    const env = { NODE_EXTRA_CA_CERTS: String(server.cert) };
    const well = await examinedApart(scenario, env);
    expect(well.checks.mail).toMatchObject({ status: 'ok' });
    expect(well.checks.mail.message).toMatch(/TLS 1\.3 \(.*\), authenticated as badges$/);
    const unknown = await examined(scenario);
    expect(unknown.code).toBe(1);
    expect(unknown.checks.mail.message).toContain('NODE_EXTRA_CA_CERTS');
    scenario.write('smtp.password', 'wrong');
    const refused = await examinedApart(scenario, env);
    expect(refused.checks.mail).toMatchObject({ status: 'failed' });
    expect(refused.checks.mail.message).toContain('refuses the login');
    expect(server.taken).toEqual([]);
    const without = await examined(new Scenario());
    expect(without.checks.mail.message).toMatch(/^no mail server is set/);
  });

  it('tells a person what is wrong and how to mend it, in 80 columns', async () => {
    const scenario = new Scenario();
    const db = scenario.write('notes.db', 'no database at all, but long enough to be looked at');
    const { code, stdout } = await scenario.call(['doctor', '--db', 'notes.db'], { asTyped: true });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^failed {3}database .*notes\.db/m);
    expect(stdout).toMatch(/^ +-> /m);
    expect(stdout).toMatch(/, 1 failed\n$/);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(readFileSync(db, 'utf8')).toContain('no database at all');
  });

  it('names the process that works on the database', async () => {
    const scenario = new Scenario();
    makeDatabase(scenario);
    const lock = lockForRun(scenario.db);
    const { code, checks } = await examinedApart(scenario);
    lock.release();
    expect(code).toBe(0);
    expect(checks.database.message).toContain(`process ${process.pid} works on it`);
  });

  it('tells a missing, a wrong, an open and the right key from each other', async () => {
    const scenario = new Scenario();
    const right = await makeKey(scenario, 'right.key');
    const wrong = await makeKey(scenario, 'wrong.key');
    scenario.photos(['1001.jpg']);
    const args = ['import-faces', 'photos', '--create-missing', '--key-file', right];
    expect(await scenario.call(args)).toMatchObject({ code: 0 });

    const missing = await examined(scenario);
    expect(missing).toMatchObject({ code: 1, checks: { key: { status: 'failed' } } });
    expect(missing.checks.key.message).toContain('no key is named');
    expect(missing.checks.strength.message).toContain('among 1 template at one false alarm');
    const other = await examined(scenario, ['--key-file', wrong]);
    expect(other).toMatchObject({ code: 1, checks: { key: { status: 'failed' } } });
    expect(other.checks.key.message).toContain('is not the key of');
    const own = await examined(scenario, ['--key-file', right]);
    expect(own).toMatchObject({ code: 0, checks: { key: { status: 'ok' } } });
    chmodSync(right, 0o644);
    const open = await examined(scenario, [], { FACEENROLL_KEY_FILE: right });
    expect(open).toMatchObject({ code: 0, stderr: '', checks: { key: { status: 'warning' } } });
    expect(open.checks.key.advice).toContain('chmod 600');
  });

  it('goes on when the configuration file is wrong, and takes the database from a right one', async () => {
    const scenario = new Scenario();
    scenario.write('faceenroll.config.json', '{ "dbb": "faces.db" }');
    const wrong = await examined(scenario);
    expect(wrong).toMatchObject({ code: 1, checks: { configuration: { status: 'failed' } } });
    expect(wrong.checks.configuration.message).toContain('dbb');
    scenario.write('faceenroll.config.json', '{ "db": "faces.db" }');
    const right = await examined(scenario);
    expect(right).toMatchObject({ code: 0, checks: { configuration: { status: 'ok' } } });
    expect(right.checks.database.message).toContain('faces.db');
  });

  it('does not try a pack that is not there', async () => {
    const { code, checks } = await examined(new Scenario(), ['--models', 'nobody']);
    expect(code).toBe(1);
    expect(checks.models).toMatchObject({ status: 'failed' });
    expect(checks['self-test']).toMatchObject({ status: 'warning' });
    expect(checks['self-test'].message).toContain('models');
  });
});

describe('single checks', () => {
  it('tell how full the disk is', () => {
    const statuses = [2e9, 5e8, 1e7].map((bytes) => judgeDisk('/data', bytes).status);
    expect(statuses).toEqual(['ok', 'warning', 'failed']);
  });

  it('do not round what is too little up to what is wanted', () => {
    expect(judgeDisk('/data', 999_700_000).message).toBe('999.7 MB in /data, less than 1000 MB');
    expect(judgeMemory(499_960_000, 4e9)).toMatchObject({
      status: 'warning',
      message: '499.96 MB free of 4.0 GB, less than 500 MB',
    });
    expect(judgeMemory(500e6, 4e9)).toMatchObject({ message: '500 MB free of 4.0 GB' });
  });

  it('tell a native module that does not load, or takes its process with it', async () => {
    const broken = { name: 'broken', importer: './reason.js', advice: 'install it again' };
    const load = 'throw new Error("no such library: libvips")';
    const thrown = await checkNativeModule({ ...broken, load });
    expect(thrown).toMatchObject({ status: 'failed', advice: 'install it again' });
    expect(thrown.message).toContain('libvips');
    const killed = await checkNativeModule({ ...broken, load: 'process.kill(process.pid, 9)' });
    expect(killed).toMatchObject({ status: 'failed', message: 'does not load: SIGKILL' });
  });

  it('enroll the drawing of the fixtures, of which the package has a copy', () => {
    const copy = readFileSync(join(ROOT, 'models', 'self-test.jpg'));
    expect(copy.equals(readFileSync(fixture('photos', '1001.jpg')))).toBe(true);
  });
});
