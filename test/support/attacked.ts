import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { tokenWith } from './bioid.js';
import { ROOT } from './cli.js';
import { fixture, Scenario } from './scenario.js';
import { served } from './served.js';

const SCOPES = 'read,search,enroll,write,delete,export,review,audit';

/** A user whose ID no log may have. */
const USER = 'user-4711-x';

const PHOTO = readFileSync(fixture('photos', '1001.jpg'));

/** What is in a folder that nobody should read. */
const CANARY = 'a file that nobody asked for';

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: NonNullable<RequestInit['body']>;
}

/** An answer as it came. */
export interface Heard {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever members they expect
  readonly json: any;
}

/**
 * A server of the built command, with an API key that may do everything but receive templates. All
 * that it answers is remembered.
 */
export async function attacked(flags: readonly string[] = []) {
  return attackedIn(new Scenario(), flags);
}

/** One for all tests of a block that leave it to the next as they found it. */
export function attackedByAll(): () => Attacked {
  const cwd = mkdtempSync(join(tmpdir(), 'faceenroll-attacked-'));
  let server: Attacked;
  let end = async () => {};

  beforeAll(async () => {
    const whenDone = (done: () => Promise<void>) => {
      end = done;
    };
    server = await attackedIn(new Scenario(cwd), [], whenDone);
  });

  afterAll(async () => {
    await end();
    rmSync(cwd, { recursive: true, force: true });
  });

  return () => server;
}

type Attacked = Awaited<ReturnType<typeof attacked>>;

async function attackedIn(
  s: Scenario,
  flags: readonly string[],
  whenDone?: Parameters<typeof served>[1]['whenDone'],
) {
  s.write('canary.txt', CANARY);
  const server = await served(flags, { cwd: s.cwd, ...(whenDone && { whenDone }) });
  const words = ['keys', 'create', '--name', 'attacker', '--scope', SCOPES, '--jwt', '--json'];
  const made = JSON.parse((await s.call(words)).stdout);
  const key = made.key as string;
  const heard: string[] = [];
  const ask = async (path: string, { method, headers, body }: Asked = {}): Promise<Heard> => {
    const answer = await fetch(`${server.address}${path}`, {
      ...{ method: method ?? (body === undefined ? 'GET' : 'POST'), redirect: 'manual' },
      headers: { 'x-api-key': key, ...headers },
      ...(body !== undefined && { body }),
    });
    const text = await answer.text();
    heard.push(JSON.stringify([...answer.headers]), text);
    const isJson = /[/+]json/.test(answer.headers.get('content-type') ?? '');
    const json = isJson ? JSON.parse(text) : undefined;
    return { status: answer.status, headers: answer.headers, text, json };
  };
  const secrets = (): readonly string[] => [
    ...[key.slice(16), made.signingSecret as string, CANARY, s.cwd, ROOT],
    ...s.query('SELECT embedding FROM templates').flatMap(({ embedding }) => spelled(embedding)),
    ...spelled(PHOTO.subarray(600)),
  ];
  return {
    ...{ s, ...server, key, ask, heard },
    /** A JSON Web Token that the key signs. */
    token: () => {
      const secret = Buffer.from(made.signingSecret, 'base64');
      const claims = { iss: made.keyId, sub: made.keyId, aud: 'faceenroll' };
      return tokenWith(claims, { secret });
    },
    port: Number(new URL(server.address).port),
    /** All files, but for those that SQLite has while it works. */
    names: () =>
      (readdirSync(s.cwd, { recursive: true }) as string[])
        .filter((name) => !/-(?:wal|shm|journal)$/.test(name))
        .sort(),
    /** It still does its work, and has told nobody what is nobody's business. */
    expectUnharmed: async () => {
      const form = formWith([
        { name: 'external_id', value: USER },
        { name: 'image', file: `${USER}.jpg`, value: PHOTO },
      ]);
      const enrolled = await ask('/api/v1/collections/default/faces', form);
      expect([200, 201], enrolled.text).toContain(enrolled.status);
      const again = await ask('/api/v1/collections/default/identify', {
        ...formWith([{ name: 'image', file: 'a.jpg', value: PHOTO }]),
      });
      expect(again.json.data, again.text).toBeDefined();
      const log = server.written('stderr');
      expect(log.split('\n').filter((line) => line.includes('"level":50'))).toEqual([]);
      const told = heard.join('\n');
      for (const secret of secrets()) {
        expect(told.includes(secret), `answers tell ${secret}`).toBe(false);
        if (secret !== s.cwd) expect(log.includes(secret), `the log tells ${secret}`).toBe(false);
      }
      expect(log).not.toContain(USER);
      expect(told).not.toMatch(/\bat .{1,200}\.[jt]s:\d+|node:internal/);
    },
  };
}

/** The beginning of bytes as an answer or a log might spell them. */
function spelled(bytes: Buffer): readonly string[] {
  const first = bytes.subarray(0, 24);
  const floats = [0, 4, 8].map((at) => bytes.readFloatLE(at));
  return [
    ...[first.toString('base64'), first.toString('hex'), JSON.stringify([...first]).slice(1, -1)],
    ...[JSON.stringify(floats).slice(1, -1), first.toString('latin1')],
  ];
}

/** A part of a form, written as it is: nothing in its names is escaped. */
export interface Part {
  readonly name: string;
  readonly file?: string;
  readonly value: string | Uint8Array;
  readonly headers?: string;
}

/** A request with a form as an attacker writes it. */
export function formWith(
  parts: readonly Part[],
): Asked & { readonly body: Uint8Array<ArrayBuffer> } {
  const boundary = `b${randomUUID()}`;
  const pieces = parts.flatMap(({ name, file, value, headers = '' }) => [
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`,
    `${file === undefined ? '' : `; filename="${file}"`}\r\n${headers}\r\n`,
    ...[value, '\r\n'],
  ]);
  const all = [...pieces, `--${boundary}--\r\n`];
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: new Uint8Array(Buffer.concat(all.map((piece) => Buffer.from(piece as string)))),
  };
}
