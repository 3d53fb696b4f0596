import { generateKeyPairSync } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { keyOfToken } from '../../../src/http/bioid/bearer.js';
import type { Problem } from '../../../src/http/problem.js';
import { SECRET, SIGNING_KEY, tokenWith } from '../../support/bioid.js';

const OTHER_SECRET = new Uint8Array(64).fill(8);

const RULES = {
  audiences: ['faceenroll', 'BWS'],
  // As the store has it: a key that is revoked or expired is not found.
  findSigner: (keyId: string) =>
    new Map([
      [SIGNING_KEY.keyId, { key: SIGNING_KEY, secret: SECRET }],
      ['other', { key: { ...SIGNING_KEY, keyId: 'other' }, secret: OTHER_SECRET }],
    ]).get(keyId),
};

const now = () => Math.floor(Date.now() / 1000);

/** Of the tests: a moment ago. */
const BEGUN = now();

const keyOf = (token: string) => keyOfToken(`Bearer ${token}`, RULES);

/** Why a token is refused; it must be by a 401. */
async function refusal(token: Promise<string> | string, scheme = 'Bearer'): Promise<string> {
  const problem = await keyOfToken(`${scheme} ${await token}`, RULES).then(
    () => undefined,
    (error: Problem) => error,
  );
  expect(problem).toMatchObject({ name: 'Problem', status: 401 });
  return problem?.message ?? '';
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token', () => {
  it.each(['HS512', 'HS256'])('that a key of ours signed with %s names that key', async (alg) => {
    expect(await keyOf(await tokenWith({}, { alg }))).toBe(SIGNING_KEY);
  });

  it('may name its key by iss or sub alone, and one of several audiences', async () => {
    expect(await keyOf(await tokenWith({ sub: undefined }))).toBe(SIGNING_KEY);
    const aud = ['elsewhere', 'faceenroll'];
    expect(await keyOf(await tokenWith({ iss: undefined, aud }))).toBe(SIGNING_KEY);
  });

  it('may come from a clock that is half a minute off', async () => {
    const [iat, nbf] = [now() + 20, now() + 20];
    expect(await keyOf(await tokenWith({ iat, nbf, exp: iat + 600 }))).toBe(SIGNING_KEY);
    expect(await keyOf(await tokenWith({ exp: now() - 20 }))).toBe(SIGNING_KEY);
  });

  it('may leave out iat and nbf, and holds ten minutes at most all the same', async () => {
    const claims = { iat: undefined, nbf: undefined };
    expect(await keyOf(await tokenWith({ ...claims, exp: now() + 600 }))).toBe(SIGNING_KEY);
    const late = tokenWith({ ...claims, exp: now() + 700 });
    expect(await refusal(late)).toBe('the token must expire within 10 minutes');
  });
});

describe('a token is refused', () => {
  const NOT_OURS = 'the signature of the token is wrong, or its key is unknown, revoked or expired';

  it('that is not signed', async () => {
    const claims = { iss: SIGNING_KEY.keyId, aud: 'BWS', exp: now() + 300 };
    const none = new UnsecuredJWT(claims).encode();
    expect(await refusal(none)).toBe('the token must be signed with HS512 or HS256');
    const signed = `${part({ alg: 'none' })}.${part(claims)}.AAAA`;
    expect(await refusal(signed)).toBe('the token must be signed with HS512 or HS256');
    const bare = `${part({ alg: 'HS512' })}.${part(claims)}.`;
    expect(await refusal(bare)).toBe(NOT_OURS);
  });

  it('that says RS256 or ES256, with the signature of the shared secret or of a key of its own', async () => {
    const [header, payload, signature] = (await tokenWith()).split('.');
    expect(header).toBeDefined();
    for (const alg of ['RS256', 'ES256', 'PS512', 'HS384', 'EdDSA']) {
      const token = `${part({ alg })}.${payload}.${signature}`;
      expect(await refusal(token)).toBe('the token must be signed with HS512 or HS256');
    }
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const own = new SignJWT({ iss: SIGNING_KEY.keyId, aud: 'BWS', exp: now() + 300 })
      .setProtectedHeader({ alg: 'RS256' })
      .sign(privateKey);
    expect(await refusal(own)).toBe('the token must be signed with HS512 or HS256');
  });

  it('that brings its key along or says where it is', async () => {
    const k = Buffer.from(OTHER_SECRET).toString('base64url');
    const token = new SignJWT({ iss: SIGNING_KEY.keyId, aud: 'BWS', exp: now() + 300 })
      .setProtectedHeader({
        ...{ alg: 'HS512', kid: 'other', jku: 'https://example.com/keys' },
        jwk: { kty: 'oct', k } as object,
      })
      .sign(OTHER_SECRET);
    expect(await refusal(token)).toBe(NOT_OURS);
  });

  it('that another key signed, that names an unknown or revoked key, and both alike', async () => {
    expect(await refusal(tokenWith({}, { secret: OTHER_SECRET }))).toBe(NOT_OURS);
    expect(await refusal(tokenWith({ iss: 'gone', sub: 'gone' }))).toBe(NOT_OURS);
  });

  it('that names no key, or two', async () => {
    const reason = 'iss and sub of the token must be the ID of one key; one of them is enough';
    expect(await refusal(tokenWith({ iss: undefined, sub: undefined }))).toBe(reason);
    expect(await refusal(tokenWith({ sub: 'other' }))).toBe(reason);
    expect(await refusal(tokenWith({ iss: { a: 1 }, sub: undefined }))).toBe(reason);
  });

  it.each([
    ['is expired', { exp: now() - 60 }, 'the token is expired'],
    ['has no exp', { exp: undefined }, 'exp of the token is missing or wrong'],
    ['holds too long', { iat: BEGUN, exp: BEGUN + 601 }, 'the token must expire within 10 minutes'],
    ['holds for ever', { exp: 1e300 }, 'the token must expire within 10 minutes'],
    ['does not hold yet', { nbf: now() + 120 }, 'the token is not valid yet (nbf)'],
    ['was made in the future', { iat: now() + 120 }, 'iat of the token is in the future'],
    ['was made at no time', { iat: 'now' }, 'iat of the token is missing or wrong'],
    ['is for another server', { aud: 'bws' }, 'the token is for another server (aud)'],
    ['is for nobody', { aud: undefined }, 'the token is for another server (aud)'],
  ])('that %s', async (_, claims, reason) => {
    expect(await refusal(tokenWith(claims))).toBe(reason);
  });

  it('that was changed, cut off or is no token', async () => {
    const token = await tokenWith();
    const [header, payload = '', signature] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const changed = `${header}.${part({ ...claims, exp: claims.exp + 1 })}.${signature}`;
    expect(await refusal(changed)).toBe(NOT_OURS);
    expect(await refusal(token.slice(0, -4))).toBe(NOT_OURS);
    for (const text of [token.slice(0, 60), `${header}.${payload}`, 'x', '..', `${token}.x`]) {
      expect(await refusal(text)).toBe('the token is not a JSON Web Token');
    }
  });

  it('that is huge, before it is read', async () => {
    const token = tokenWith({ note: 'x'.repeat(10_000) });
    expect(await refusal(token)).toBe('the token has more than 4096 characters');
  });

  it('where there is none', async () => {
    const reason = 'the header Authorization with a Bearer token is missing';
    expect(await refusal(tokenWith(), 'Basic')).toBe(reason);
    expect(await refusal('')).toBe(reason);
    await expect(keyOfToken(undefined, RULES)).rejects.toThrow(reason);
  });
});
