import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import type { Key } from '../caller.js';
import { Problem } from '../problem.js';

/** An API key that signs tokens, and the secret that it signs with. */
interface Signer {
  readonly key: Key;
  readonly secret: Uint8Array;
}

/** The signer of a key ID; undefined for a key that is unknown, revoked or expired, or signs none. */
type FindSigner = (keyId: string) => Signer | undefined;

/** What tokens are measured by. */
export interface TokenRules {
  readonly findSigner: FindSigner;
  /** One of these must be in `aud`. */
  readonly audiences: readonly string[];
}

const ALGORITHMS = ['HS512', 'HS256'];

/** A token with every registered claim has 400 characters. */
const MAX_LENGTH = 4_096;

const MAX_LIFE_SECONDS = 600;

/** How far the clocks of client and server may differ. */
const SKEW_SECONDS = 30;

/**
 * The key that signed the token of a header Authorization. The header of the token is trusted in
 * nothing: algorithms are pinned, and the secret is that of the key named by `iss` and `sub`.
 *
 * @throws {Problem} when there is no token, or it does not hold.
 */
export async function keyOfToken(
  authorization: string | undefined,
  rules: TokenRules,
  now: Date = new Date(),
): Promise<Key> {
  const token = tokenOf(authorization);
  try {
    const { key, secret } = signerOf(decodeJwt(token), rules.findSigner);
    const { payload } = await jwtVerify(token, secret, {
      ...{ algorithms: ALGORITHMS, audience: [...rules.audiences] },
      ...{ requiredClaims: ['exp'], clockTolerance: SKEW_SECONDS, currentDate: now },
    });
    checkTimes(payload, now.getTime() / 1000);
    return key;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw refusedToken(reasonOf(error));
    throw error;
  }
}

function tokenOf(authorization: string | undefined): string {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) {
    throw refusedToken('the header Authorization with a Bearer token is missing');
  }
  if (token.length <= MAX_LENGTH) return token;
  throw refusedToken(`the token has more than ${MAX_LENGTH} characters`);
}

function signerOf({ iss, sub }: JWTPayload, find: FindSigner): Signer {
  const named = [...new Set([iss, sub].filter((one) => one !== undefined))];
  const [keyId] = named;
  if (named.length !== 1 || typeof keyId !== 'string') {
    throw refusedToken('iss and sub of the token must be the ID of one key; one of them is enough');
  }
  const signer = find(keyId);
  if (signer) return signer;
  throw refusedToken(NOT_OURS);
}

/** The same for a key that is unknown and for one that did not sign: IDs of keys cannot be tried. */
const NOT_OURS = 'the signature of the token is wrong, or its key is unknown, revoked or expired';

/** @throws {Problem} for what jose does not look at: how long a token holds, and when it was made. */
function checkTimes({ iat, exp = Infinity }: JWTPayload, now: number): void {
  if (iat !== undefined && iat > now + SKEW_SECONDS) {
    throw refusedToken('iat of the token is in the future');
  }
  if (exp > (iat ?? now + SKEW_SECONDS) + MAX_LIFE_SECONDS) {
    throw refusedToken(`the token must expire within ${MAX_LIFE_SECONDS / 60} minutes`);
  }
}

function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'the token is expired';
  if (error instanceof errors.JWTClaimValidationFailed) return claimReason(error.claim);
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return `the token must be signed with ${ALGORITHMS.join(' or ')}`;
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return NOT_OURS;
  return 'the token is not a JSON Web Token';
}

function claimReason(claim: string): string {
  if (claim === 'nbf') return 'the token is not valid yet (nbf)';
  if (claim === 'aud') return 'the token is for another server (aud)';
  return `${claim} of the token is missing or wrong`;
}

function refusedToken(message: string): Problem {
  return new Problem('KEY_INVALID', message);
}
