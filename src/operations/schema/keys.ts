import { z } from 'zod';
import { API_KEY_STATES } from '../../domain/api-key.js';
import { SCOPE_NAMES } from '../../domain/scopes.js';
import type { MadeKey } from '../keys/create.js';
import type { ListedKey } from '../keys/listed-key.js';
import { instant, line, membersOf, text } from './members.js';

const listedMembers = membersOf<ListedKey>()({
  keyId: text.describe('12 hexadecimal digits'),
  name: text,
  scopes: z.array(z.enum(SCOPE_NAMES)),
  collections: z.array(text).nullable().describe('null for all'),
  jwt: z.boolean().describe('whether it signs JSON Web Tokens, too'),
  createdAt: instant,
  expiresAt: instant.nullable().describe('the last instant at which it works'),
  revokedAt: instant.nullable(),
  state: z.literal(API_KEY_STATES),
});

export const apiKey = line('apiKey', listedMembers);

export const createdApiKey = line('apiKey', {
  ...membersOf<MadeKey>()({
    ...listedMembers,
    key: text.describe('what a client sends; nothing shows it again'),
    signingSecret: text.nullable().describe('64 bytes in base64 that sign its tokens'),
  }),
  action: z.literal('KEY_CREATED'),
});

export const revokedApiKey = line('apiKey', {
  ...listedMembers,
  action: z.literal(['KEY_REVOKED', 'UNCHANGED']),
});
