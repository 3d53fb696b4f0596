import { printable, quoted } from '../../domain/text.js';
import type { MadeKey } from '../../operations/keys/create.js';
import type { ListedKey } from '../../operations/keys/listed-key.js';
import type { RevokedApiKey } from '../../operations/keys/revoke.js';
import { wrapped } from '../../render/wrapped.js';
import type { Show } from '../command-of.js';
import { print } from '../print.js';

/** Prints a new key; each secret stands on a line of its own. */
export const printCreated: Show<MadeKey> = (made, { json }, io) =>
  print(io, json, {
    json: () => [{ event: 'apiKey', ...made, action: 'KEY_CREATED' }],
    text: () => [
      `The API key ${made.keyId} (${quoted(made.name)}) has been created. It is shown only this once:`,
      '',
      made.key,
      ...(made.signingSecret === null ? [] : signingLines(made.signingSecret)),
    ],
  });

function signingLines(secret: string): readonly string[] {
  return [
    '',
    'The secret that signs its tokens (64 bytes in base64) is also shown only this once:',
    '',
    secret,
  ];
}

/** Prints the keys of a database. */
export const printKeys: Show<readonly ListedKey[]> = (keys, { json }, io) =>
  print(io, json, {
    json: () => keys.map((key) => ({ event: 'apiKey', ...key })),
    text: () => (keys.length === 0 ? ['There are no API keys.'] : keys.flatMap(keyLines)),
  });

/** What it is, then what it may, below its name. */
function keyLines(key: ListedKey): readonly string[] {
  const { keyId, name, scopes, collections, jwt } = key;
  const indent = ' '.repeat(keyId.length + 2);
  const where = collections === null ? 'all collections' : collections.map(quoted).join(', ');
  const tokens = jwt ? '; signs tokens' : '';
  const allowed = printable(`${scopes.join(', ')}; in ${where}${tokens}`);
  return [`${keyId}  ${quoted(name)}, ${lifeOf(key)}`, ...wrapped(allowed, '', indent)];
}

function lifeOf({ createdAt, expiresAt, revokedAt, state }: ListedKey): string {
  const day = (instant: string | null): string => printable(instant?.slice(0, 10) ?? '');
  const since = `created ${day(createdAt)}`;
  if (state === 'revoked') return `${since}, revoked ${day(revokedAt)}`;
  if (expiresAt === null) return since;
  return `${since}, ${state === 'expired' ? 'expired' : 'expires'} ${day(expiresAt)}`;
}

/** Prints what became of a key that was to be revoked. */
export const printRevoked: Show<RevokedApiKey> = ({ key, action }, { json }, io) =>
  print(io, json, {
    json: () => [{ event: 'apiKey', ...key, action }],
    text: () => [revokedText(key, action)],
  });

function revokedText(
  { keyId, name, revokedAt }: ListedKey,
  action: RevokedApiKey['action'],
): string {
  const what = `The API key ${keyId} (${quoted(name)})`;
  if (action === 'KEY_REVOKED') return `${what} is revoked.`;
  return `${what} is revoked already, since ${printable(revokedAt?.slice(0, 10) ?? '')}.`;
}
