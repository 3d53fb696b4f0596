import { randomBytes } from 'node:crypto';
import { EXIT } from '../../domain/exit-codes.js';
import { FatalError } from '../../domain/fatal-error.js';
import { count, jsonLine, listed, printable, quoted } from '../../domain/text.js';
import { openExisting } from '../../operations/database/existing-store.js';
import { findMasterKey, readKeyFile } from '../../operations/database/master-key.js';
import { type KeyOptions, keyEnvironment } from '../../operations/database/open-store.js';
import { writePrivateFile } from '../../store/private-file.js';
import { rotateKey } from '../../store/secrets/rotate.js';
import { KEY_BYTES } from '../../store/secrets/seal.js';
import type { SecretRow } from '../../store/secrets/secret-rows.js';
import type { MasterKey } from '../../store/secrets/vault.js';
import { Store } from '../../store/store.js';
import type { Io } from '../io.js';
import { hostOf } from '../io.js';
import { LineWriter } from '../line-writer.js';

/** Options of `faceenroll key verify`, as commander hands them over. */
export interface KeyVerifyOptions extends KeyOptions {
  readonly db: string;
  readonly json?: boolean;
}

/** Options of `faceenroll key rotate`, as commander hands them over. */
export interface RotateOptions extends KeyOptions {
  readonly db: string;
  readonly newKeyFile: string;
  readonly json?: boolean;
}

/** `faceenroll key generate`. */
export function generateKey(
  file: string | undefined,
  { json }: { readonly json?: boolean },
  io: Io,
): void {
  const key = randomBytes(KEY_BYTES).toString('base64');
  if (file !== undefined) writeNew(file, `${key}\n`);
  const text =
    file === undefined
      ? key
      : `The key is in ${printable(file)}. Keep a copy of it: without it nothing opens what it encrypts.`;
  // A key that lies in a file is shown to nobody.
  const event = { event: 'key', file: file ?? null, key: file === undefined ? key : null };
  io.stdout.write(`${json ? jsonLine(event) : text}\n`);
}

/** `faceenroll key rotate`. */
export function rotateDatabaseKey({ db, keyFile, newKeyFile, json }: RotateOptions, io: Io): void {
  const old = neededKey(keyFile, io);
  const next = readKeyFile(newKeyFile, '--new-key-file', (message) => warn(message, io));
  // The key store alone is changed; a database that is not encrypted must stay so.
  const store = openExisting(db, 'write', hostOf(io));
  try {
    const keys = rotateKey(store.secrets.keyStore, old, next);
    const event = { event: 'rotation', database: db, dataKeys: keys, wrappedWith: next.source };
    const text =
      `${printable(db)} has a new key: ${count(keys, 'data key')} wrapped with ${printable(next.source)}.\n` +
      `Destroy old copies of ${printable(db)}-keys: the old key opens those.`;
    io.stdout.write(`${json ? jsonLine(event) : text}\n`);
  } finally {
    store.close();
  }
}

/** `faceenroll key verify`; returns the exit code: 1 when something does not open. */
export async function verifyKey({ db, keyFile, json }: KeyVerifyOptions, io: Io): Promise<number> {
  const key = neededKey(keyFile, io);
  // Without writing, so that an import may be running.
  const store = Store.open(db, true, { key, mustExist: true });
  const out = new LineWriter(io.stdout);
  try {
    if (!store.secrets.isEncrypted) {
      throw new FatalError(`${quoted(db)} is not encrypted: an import with a key encrypts it`);
    }
    const counts = { template: 0, thumbnail: 0, 'profile image': 0, sample: 0 };
    let broken = 0;
    for (const row of store.secretRows()) {
      if (!row.isPart) counts[row.kind] += 1;
      if (row.plain) continue;
      broken += 1;
      await out.write(json ? brokenEvent(row) : `does not open: ${nameOf(row)}`);
    }
    const exitCode = broken === 0 ? EXIT.done : EXIT.stopped;
    const { template: templates, thumbnail: thumbnails, sample: samples } = counts;
    const profileImages = counts['profile image'];
    const all = listed([
      ...[count(templates, 'template'), count(thumbnails, 'thumbnail')],
      count(profileImages, 'profile image'),
      // Only an interrupted run has left some.
      ...(samples > 0 ? [count(samples, 'sample')] : []),
    ]);
    const kept = { templates, thumbnails, profileImages, samples };
    const summary = { event: 'summary', ...kept, broken, exitCode };
    const text =
      broken === 0
        ? `${all} open with the key.`
        : `${count(broken, 'secret')} of ${all} ${broken === 1 ? 'does' : 'do'} not open.`;
    await out.write(json ? jsonLine(summary) : text);
    await out.flush();
    return exitCode;
  } finally {
    store.close();
  }
}

function nameOf({ kind, collection, userId, faceId }: SecretRow): string {
  const face = faceId === null ? '' : ` ${printable(faceId)}`;
  const whose = userId === null ? '' : ` of the user ${quoted(userId)}`;
  return `${kind}${face}${whose} in the collection ${quoted(collection)}`;
}

function brokenEvent({ plain: _, isPart: __, ...row }: SecretRow): string {
  return jsonLine({ event: 'broken', ...row });
}

function neededKey(keyFile: string | undefined, io: Io): MasterKey {
  const key = findMasterKey(keyFile, (message) => warn(message, io), keyEnvironment(hostOf(io)));
  if (key) return key;
  throw new FatalError(
    'no key is given: name it with --key-file, FACEENROLL_KEY_FILE or FACEENROLL_KEY',
  );
}

/** Writes a new file that its owner alone can read; a part of a key never stays behind. */
function writeNew(file: string, text: string): void {
  try {
    writePrivateFile(file, [text], { isNew: true });
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
    throw new FatalError(
      `${quoted(file)} is there already, and may be a key that something needs: name another file`,
    );
  }
}

function warn(message: string, io: Io): void {
  io.stderr.write(`${message}\n`);
}
