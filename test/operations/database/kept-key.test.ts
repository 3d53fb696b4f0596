import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KeptKey } from '../../../src/operations/database/kept-key.js';
import { findMasterKey } from '../../../src/operations/database/master-key.js';
import { type MasterKey, WrongKeyError } from '../../../src/store/secrets/vault.js';
import { temporaryFolder } from '../../support/cli.js';

const keyText = () => randomBytes(32).toString('base64');

/** A key that is kept, and a lock that takes one key at a time. */
function kept(
  named: (file: string, text: string) => Record<string, string> = (file) => ({
    FACEENROLL_KEY_FILE: file,
  }),
) {
  const file = join(temporaryFolder(), 'a.key');
  let right = keyText();
  const put = (text: string) => writeFileSync(file, text, { mode: 0o600 });
  put(right);
  const key = findMasterKey(undefined, () => {}, named(file, right));
  if (!key) throw new Error('no key');
  const said: string[] = [];
  const keptKey = new KeptKey(key, (message) => said.push(message));
  const open = (key: MasterKey) => {
    if (key.bytes.toString('base64') !== right) throw new WrongKeyError(key, 'faces.db');
    return 'open';
  };
  return {
    ...{ file, put, said, keptKey, opening: () => keptKey.opening(open) },
    rotate: () => {
      right = keyText();
      return right;
    },
  };
}

const OUTDATED = 'is no longer the key of faces.db: ';

describe('a key that is kept', () => {
  it('is read again when it is not the right one any more, and told of once', () => {
    const { file, put, said, keptKey, opening, rotate } = kept();
    expect(opening()).toBe('open');
    const next = rotate();
    expect(opening).toThrow(`${OUTDATED}put the new key into that file, or start again with it`);
    put(next);
    chmodSync(file, 0o644);
    expect([opening(), opening()]).toEqual(['open', 'open']);
    expect(keptKey.bytes.toString('base64')).toBe(next);
    expect(said).toEqual([
      `warning: others can read the key file "${file}": run "chmod 600" on it`,
      `faces.db has another key than before: it was read from "${file}" (FACEENROLL_KEY_FILE)`,
    ]);
    put(rotate());
    expect(opening()).toBe('open');
  });

  it('is not replaced by one that opens nothing', () => {
    const { put, said, keptKey, opening, rotate } = kept();
    opening();
    const { bytes } = keptKey;
    rotate();
    put(keyText());
    expect(opening).toThrow(OUTDATED);
    expect(keptKey.bytes).toEqual(bytes);
    expect(said).toEqual([]);
  });

  it('that never was the right one is not read again', () => {
    const { put, opening, rotate } = kept();
    put(rotate());
    expect(opening).toThrow('is not the key of faces.db: name the right one');
  });

  it('in the environment itself is asked for by a new start', () => {
    const { opening, rotate } = kept((_, text) => ({ FACEENROLL_KEY: text }));
    opening();
    rotate();
    expect(opening).toThrow(`the key from FACEENROLL_KEY ${OUTDATED}start again with the new one`);
  });

  it('is not waited for where its file has become a pipe, is gone or broken', () => {
    const { file, put, opening, rotate } = kept();
    opening();
    rotate();
    rmSync(file);
    const begin = 'faces.db has another key than before, and ';
    expect(opening).toThrow(`${begin}the key file "${file}" (FACEENROLL_KEY_FILE) cannot be read`);
    put('no key at all');
    expect(opening).toThrow(`${begin}"${file}" (FACEENROLL_KEY_FILE) holds no key`);
    rmSync(file);
    execFileSync('mkfifo', [file]);
    expect(opening).toThrow(`${begin}"${file}" (FACEENROLL_KEY_FILE) holds no key`);
  });
});
