import type { Scope } from './scopes.js';

/** What is known of an API key; never its secret. */
export interface ApiKey {
  readonly keyId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The collections that it works in; null for all. */
  readonly collections: readonly string[] | null;
  /** Whether it also signs JSON Web Tokens. */
  readonly jwt: boolean;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

export const API_KEY_STATES = ['active', 'expired', 'revoked'] as const;

export type ApiKeyState = (typeof API_KEY_STATES)[number];

/** Whether a key works at this instant. */
export function apiKeyState(
  { expiresAt, revokedAt }: Pick<ApiKey, 'expiresAt' | 'revokedAt'>,
  now: string,
): ApiKeyState {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt < now ? 'expired' : 'active';
}

/** What the audit tells of a key. */
export function apiKeyDetail(apiKey: ApiKey): object {
  const { keyId, name, scopes, collections, jwt, expiresAt } = apiKey;
  return { key: keyId, name, scopes, collections, jwt, expiresAt };
}

/** The two parts of a key as a client sends it. */
export interface ApiKeyParts {
  readonly keyId: string;
  readonly secret: string;
}

/** A key as it is shown once, and sent with each request. */
export function apiKeyText({ keyId, secret }: ApiKeyParts): string {
  return `fe_${keyId}_${secret}`;
}

/** 12 hexadecimal digits, then 32 bytes in base64url. */
const API_KEY = /^fe_(?<keyId>[0-9a-f]{12})_(?<secret>[\w-]{43})$/;

/** The parts of a key that was sent; undefined if it cannot be one. */
export function readApiKey(text: string): ApiKeyParts | undefined {
  const { keyId, secret } = API_KEY.exec(text)?.groups ?? {};
  return keyId !== undefined && secret !== undefined ? { keyId, secret } : undefined;
}
