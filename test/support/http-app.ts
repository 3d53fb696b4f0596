import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import { makeApp } from '../../src/http/app.js';
import type { Key } from '../../src/http/caller.js';
import { Jobs } from '../../src/http/jobs/jobs.js';
import { Repeats } from '../../src/http/repeats.js';
import type { Server } from '../../src/http/server.js';
import { UploadMemory } from '../../src/http/uploads.js';
import { WrongKeys } from '../../src/http/wrong-keys.js';
import { IMPORT_OPTIONS } from '../../src/operations/options/import.js';
import { withDefaults } from '../../src/operations/options/row.js';
import type { Serving } from '../../src/operations/serving/serving.js';
import { FakeAnswers } from './fake-answers.js';

const SETTINGS = { collection: 'default', ...withDefaults(IMPORT_OPTIONS, {}) };

/** A key that may do everything, everywhere. */
export const ANY_KEY: Key = {
  ...{ keyId: 'k1', name: 'any' },
  scopes: ['read', 'search', 'enroll', 'write', 'delete', 'export', 'review', 'audit', 'templates'],
};

/** What routes share, over a service of the test's, with keys by what is presented. */
export function serverWith(
  service: Partial<Serving>,
  keys: Readonly<Record<string, Key>> = { any: ANY_KEY },
  more: Partial<Server> = {},
): Server {
  return {
    service: withLoad(
      'settings' in service ? service : { settings: SETTINGS, read: () => true, ...service },
    ),
    findKey: (presented) => new Map(Object.entries(keys)).get(presented),
    wrongKeys: new WrongKeys(),
    memory: new UploadMemory(100_000_000),
    repeats: new Repeats(new FakeAnswers()),
    jobs: new Jobs(),
    used: () => {},
    ...{ findSigner: () => undefined, audiences: ['faceenroll'] },
    ...more,
  };
}

/** A service of which nobody asks anything, unless it says otherwise. */
function withLoad(service: object): Serving {
  const load = { waiting: 0, atMost: 1, bytes: 0 };
  return ('load' in service ? service : { load, ...service }) as Serving;
}

/** The server over a service of the test's, with keys by what is presented. */
export async function appWith(
  service: Partial<Serving>,
  keys: Readonly<Record<string, Key>> = { any: ANY_KEY },
  {
    rate = 100_000,
    publicUrl,
    ...more
  }: Partial<Server> & { readonly rate?: number; readonly publicUrl?: string | undefined } = {},
): Promise<{ app: FastifyInstance; server: Server; log: string[] }> {
  const log: string[] = [];
  const server = serverWith(service, keys, more);
  const logger = pino({ level: 'info' }, { write: (line: string) => void log.push(line) });
  const app = await makeApp(server, { logger, rate, publicUrl, metrics: true, docs: true });
  onTestFinished(() => app.close());
  await app.ready();
  return { app, server, log };
}

/** A form as light-my-request sends it. */
export function formOf(fields: readonly (readonly [string, string | Blob, string?])[]): FormData {
  const form = new FormData();
  for (const [name, value, file] of fields) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, file);
  }
  return form;
}
