import { execFile } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/cli.js';
import { has } from '../support/programs.js';
import { Scenario } from '../support/scenario.js';
import { served } from '../support/served.js';
import { until } from '../support/stopping.js';
import { exampleIn, topic } from '../support/topics.js';

const TOPIC = topic('http');

const HAS_CURL = has('curl', ['--version'], 'what the topic "http" shows with curl');
const HAS_REQUESTS = has(
  'python3',
  ['-c', 'import requests'],
  'what the topic "http" shows in Python',
);

const PROGRAMS = { sh: 'sh', mjs: process.execPath, py: 'python3' } as const;

type Name = `${string}.${keyof typeof PROGRAMS}`;

/** A folder with photos, a server in it, and the keys that a reader of the topic makes. */
async function reader() {
  const s = new Scenario();
  s.photos(
    {
      'photo.jpg': '1001.jpg',
      'ann.jpg': '1001.jpg',
      'bob.jpg': '1002.jpg',
      'gate.jpg': '1001.jpg',
    },
    '.',
  );
  s.photos({ 'visitor.jpg': '1002.jpg' }, '.');
  const { address } = await served([], { cwd: s.cwd });
  const SERVER = address;
  const keyFor = async (command: RegExp) => {
    const [, words = ''] = command.exec(TOPIC) ?? [];
    expect(words).not.toBe('');
    return JSON.parse((await s.run([...words.split(' '), '--json'])).stdout);
  };
  const { key: KEY } = await keyFor(/^ {4}faceenroll (keys create --name badges .*)$/m);
  const bws = await keyFor(/^ {4}faceenroll (keys create --name bws .*)$/m);
  const env = { SERVER, KEY, KEY_ID: bws.keyId, SECRET: bws.signingSecret };
  return {
    s,
    /** What an example of the topic prints: it is run as it stands. */
    async example(name: Name, more: Readonly<Record<string, string>> = {}): Promise<string> {
      const file = s.write(name, exampleIn(TOPIC, name));
      const program = PROGRAMS[name.split('.').at(-1) as keyof typeof PROGRAMS];
      const options = { cwd: s.cwd, env: { ...process.env, ...env, ...more } };
      const words = program === 'sh' ? ['-e', file] : [file];
      const { stdout } = await promisify(execFile)(program, words, options);
      return stdout;
    },
  };
}

/** The faces of a database, with what the examples say of them. */
function faces(s: Scenario) {
  return s.query('SELECT face_id, user_id, metadata FROM templates ORDER BY user_id');
}

describe.runIf(HAS_CURL)('with curl, as the topic "http" shows it,', () => {
  it('a face is enrolled', async () => {
    const { s, example } = await reader();
    const { success, data } = JSON.parse(await example('enroll.sh'));
    expect(success).toBe(true);
    expect(faces(s)).toEqual([
      { face_id: data.face_id, user_id: '1001', metadata: '{"badge":"A7"}' },
    ]);
  });

  it('a batch is a job that enrolls, and its users are found', async () => {
    const { s, example } = await reader();
    const { data } = JSON.parse(await example('batch.sh'));
    const job = async () => JSON.parse(await example('job.sh', { JOB: data.job_id })).data;
    await until('the job is done', async () => (await job()).status === 'done');
    const { results } = await job();
    expect(results.map(({ status }: { status: number }) => status)).toEqual([201, 201]);
    expect(faces(s)).toMatchObject([{ user_id: '1001' }, { user_id: '1002' }]);
    const [seen] = JSON.parse(await example('identify.sh')).data;
    expect(seen.matches[0]).toMatchObject({
      external_id: '1002',
      face_id: expect.any(String),
      similarity: expect.closeTo(1, 3),
    });
    expect(JSON.parse(await example('verify.sh')).data).toMatchObject([{ match: true }]);
  });

  it('images are enrolled at the interface of the BioID Web Service', async () => {
    const { s, example } = await reader();
    symlinkSync(join(ROOT, 'node_modules'), s.path('node_modules'));
    expect((await example('token.mjs')).split('.')).toHaveLength(3);
    expect(JSON.parse(await example('bioid.sh'))).toMatchObject({
      performedAction: 'NEW_TEMPLATE_CREATED',
      templateStatus: { classId: 1001, available: true },
    });
    expect(faces(s)).toMatchObject([{ user_id: '1001' }]);
  });
});

it('in JavaScript, as the topic "http" shows it, a face is enrolled', async () => {
  const { s, example } = await reader();
  const [status, faceId] = (await example('enroll.mjs')).trim().split(' ');
  expect(status).toBe('201');
  expect(faces(s)).toEqual([{ face_id: faceId, user_id: '1001', metadata: '{"badge":"A7"}' }]);
});

it.runIf(HAS_REQUESTS)('in Python, as the topic "http" shows it, a face is enrolled', async () => {
  const { s, example } = await reader();
  const [status, faceId] = (await example('enroll.py')).trim().split(' ');
  expect(status).toBe('201');
  expect(faces(s)).toEqual([{ face_id: faceId, user_id: '1001', metadata: '{"badge":"A7"}' }]);
});

it('every example of the topic "http" is run here', () => {
  const shown = [...TOPIC.matchAll(/<!-- example (\S+) -->/g)].map(([, name]) => name);
  expect(shown).toEqual([
    ...['enroll.sh', 'enroll.mjs', 'enroll.py', 'batch.sh', 'job.sh', 'identify.sh', 'verify.sh'],
    ...['token.mjs', 'bioid.sh'],
  ]);
});
