import { EXIT } from '../../domain/exit-codes.js';
import { count, listed, printable, quoted } from '../../domain/text.js';
import type { FileContext, HostContext } from '../../operations/context.js';
import type { MadeKey } from '../../operations/key/generate.js';
import type { RotatedKey } from '../../operations/key/rotate.js';
import type { BrokenSecret, TriedSecrets } from '../../operations/key/verify.js';
import type { Show } from '../command-of.js';
import type { JsonOutput } from '../options/output.js';
import { print } from '../print.js';
import { yielded } from '../yielded.js';

/** Prints a key, or where it lies. */
export const printKey: Show<MadeKey, JsonOutput, HostContext> = ({ file, key }, { json }, io) =>
  print(io, json, {
    json: () => [{ event: 'key', file, key }],
    text: () => [
      key ??
        `The key is in ${printable(file)}. Keep a copy of it: without it nothing opens what it encrypts.`,
    ],
  });

/** Prints that a database has another key. */
export const printRotation: Show<RotatedKey, JsonOutput, FileContext> = (
  { dataKeys, wrappedWith },
  { json },
  io,
  { db },
) =>
  print(io, json, {
    json: () => [{ event: 'rotation', database: db, dataKeys, wrappedWith }],
    text: () => [
      `${printable(db)} has a new key: ${count(dataKeys, 'data key')} wrapped with ${printable(wrappedWith)}.`,
      `Destroy old copies of ${printable(db)}-keys: the old key opens those.`,
    ],
  });

/** Prints what does not open with the key, when it is found, and all that was tried. */
export const printVerification: Show<
  Generator<BrokenSecret, TriedSecrets>,
  JsonOutput,
  FileContext
> = async (found, { json }, io) => {
  let exitCode: number = EXIT.done;
  const codeOf = ({ broken }: TriedSecrets): number => (broken === 0 ? EXIT.done : EXIT.stopped);
  await print(io, json, {
    *json() {
      const tried = yield* yielded(found, (one) => [{ event: 'broken', ...one }]);
      exitCode = codeOf(tried);
      yield { event: 'summary', ...tried, exitCode };
    },
    *text() {
      const tried = yield* yielded(found, (one) => [`does not open: ${nameOf(one)}`]);
      exitCode = codeOf(tried);
      yield triedText(tried);
    },
  });
  return exitCode;
};

function triedText({ broken, ...tried }: TriedSecrets): string {
  const kinds = [
    ...[count(tried.templates, 'template'), count(tried.thumbnails, 'thumbnail')],
    count(tried.profileImages, 'profile image'),
    ...someOf(tried.samples, 'sample'),
    ...someOf(tried.waitingPhotos, 'waiting photo'),
    ...someOf(tried.signingSecrets, 'signing secret'),
    ...someOf(tried.answers, 'answer'),
  ];
  const all = listed(kinds, kinds.length);
  if (broken === 0) return `${all} open with the key.`;
  return `${count(broken, 'secret')} of ${all} ${broken === 1 ? 'does' : 'do'} not open.`;
}

function someOf(n: number, noun: string): readonly string[] {
  return n > 0 ? [count(n, noun)] : [];
}

function nameOf({ kind, collection, userId, faceId, keyId }: BrokenSecret): string {
  if (keyId !== null) return `${kind} of the API key ${printable(keyId)}`;
  const face = faceId === null ? '' : ` ${printable(faceId)}`;
  const whose = userId === null ? '' : ` of the user ${quoted(userId)}`;
  return `${kind}${face}${whose} in the collection ${quoted(collection)}`;
}
