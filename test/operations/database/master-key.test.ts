import { randomBytes } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findMasterKey } from '../../../src/operations/database/master-key.js';
import { temporaryFolder } from '../../support/cli.js';

const KEY = randomBytes(32);
const TEXT = KEY.toString('base64');
const OTHER = randomBytes(32).toString('base64');

function keyFile(content: string | Uint8Array = `${TEXT}\n`, mode = 0o600): string {
  const path = join(temporaryFolder(), 'faces.key');
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

function find(file: string | undefined, env: Record<string, string> = {}) {
  const warnings: string[] = [];
  const key = findMasterKey(file, (message) => warnings.push(message), env);
  return { bytes: key?.bytes, source: key?.source, warnings };
}

describe('the master key', () => {
  it('comes from the option, else from the environment, else there is none', () => {
    const path = keyFile();
    const other = randomBytes(32).toString('base64');
    const [file, text] = [{ FACEENROLL_KEY_FILE: path }, { FACEENROLL_KEY: TEXT }];
    const named = { bytes: KEY, warnings: [] };
    expect(find(path)).toEqual({ ...named, source: `"${path}" (--key-file)` });
    expect(find(path, { FACEENROLL_KEY: other })).toMatchObject(named);
    expect(find(path, { FACEENROLL_KEY: 'no key at all' })).toMatchObject(named);
    expect(find(undefined, file)).toMatchObject({ source: `"${path}" (FACEENROLL_KEY_FILE)` });
    expect(find(undefined, text)).toEqual({ ...named, source: 'FACEENROLL_KEY' });
    expect(find(undefined, { ...file, ...text })).toMatchObject(named);
    expect(find(undefined, { FACEENROLL_KEY: '', FACEENROLL_KEY_FILE: '' }).bytes).toBeUndefined();
  });

  it('is ambiguous when the environment names two', () => {
    const env = { FACEENROLL_KEY: TEXT, FACEENROLL_KEY_FILE: keyFile(OTHER) };
    expect(() => find(undefined, env)).toThrow('name different keys');
  });

  it.each([TEXT, `${TEXT}\r\n`, `  ${TEXT}\n\n`, `\uFEFF${TEXT}\n`, TEXT.replace('=', '')])(
    'is taken from %j',
    (text) => {
      expect(find(keyFile(text)).bytes).toEqual(KEY);
      expect(find(undefined, { FACEENROLL_KEY: text }).bytes).toEqual(KEY);
    },
  );

  it.each([
    ['nothing', ''],
    ['too few bytes', randomBytes(31).toString('base64')],
    ['too many bytes', randomBytes(33).toString('base64')],
    ['hexadecimal', KEY.toString('hex')],
    ['something before it', `key=${TEXT}`],
    ['another character in it', `${TEXT.slice(0, 20)}*${TEXT.slice(21)}`],
    ['two keys', `${TEXT}\n${TEXT}\n`],
    ['a large file', TEXT.repeat(1000)],
    ['the bytes themselves', Buffer.alloc(32, 0xfe)],
  ])('is refused when there is %s, without a word of it', (_, content) => {
    const path = keyFile(content);
    expect(() => find(path)).toThrow(`"${path}" (--key-file) holds no key: a key is 32 bytes`);
    try {
      find(path);
    } catch (error) {
      expect((error as Error).message.length).toBeLessThan(160 + path.length);
      if (content.length > 8)
        expect((error as Error).message).not.toContain(`${content}`.slice(4, 12));
    }
  });

  it('in a file that is not there, or is a folder, is told with the file', () => {
    const folder = temporaryFolder();
    const gone = join(folder, 'gone.key');
    expect(() => find(gone)).toThrow(`"${gone}" (--key-file) cannot be read: it does not exist`);
    expect(() => find(undefined, { FACEENROLL_KEY_FILE: folder })).toThrow('it is a folder');
  });

  it.each([0o640, 0o604, 0o622])('in a file of mode %o is taken with a warning', (mode) => {
    const path = keyFile(TEXT, mode);
    const { bytes, warnings } = find(path);
    expect(bytes).toEqual(KEY);
    expect(warnings).toEqual([
      `warning: others can read the key file "${path}": run "chmod 600" on it`,
    ]);
  });
});
