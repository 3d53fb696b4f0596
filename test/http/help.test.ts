import type { HTTPMethods } from 'fastify';
import { describe, expect, it, test } from 'vitest';
import { FAILURES, type Failure } from '../../src/domain/failures.js';
import {
  ANSWERS_KEPT_MS,
  JOB_KEPT_MS,
  JOBS_AT_WORK,
  KEEP_ALIVE_MS,
  KEY_USE_EVERY_MS,
  MAX_BATCH_BYTES,
  MAX_BATCH_FIELD_BYTES,
  MAX_BATCH_PHOTOS,
  MAX_COMPARED_BYTES,
  MAX_CONNECTIONS,
  MAX_CONNECTIONS_OF_ONE,
  MAX_CSV_BYTES,
  MAX_ENROLL_IMAGES,
  MAX_FIELD_BYTES,
  MAX_IMAGE_BYTES,
  MAX_JOBS,
  MAX_JSON_BYTES,
  MAX_JSON_PHOTOS_BYTES,
  MAX_PAGE_SIZE,
  MAX_PHOTOS_AT_ONCE,
  MAX_UPLOADS_BYTES,
  MAX_WRONG_KEYS,
  REQUEST_TIMEOUT_MS,
  STOP_WITHIN_MS,
} from '../../src/http/limits.js';
import { PROBLEMS, statusOf } from '../../src/http/problem.js';
import { appWith } from '../support/http-app.js';
import { marked, topic } from '../support/topics.js';

const HOUR_MS = 3_600_000;

const HTTP = topic('http');
const SERVICES = topic('services');

const inOneLine = (text: string): string => text.replace(/\s+/g, ' ');
const count = (n: number): string => n.toLocaleString('en');
const mb = (bytes: number): string => `${bytes / 1e6} MB`;

test.each([
  `answered within the last ${ANSWERS_KEPT_MS / HOUR_MS} hours`,
  `are stored for ${ANSWERS_KEPT_MS / HOUR_MS} hours`,
  `more than ${MAX_PHOTOS_AT_ONCE} photos`,
  `until ${JOB_KEPT_MS === HOUR_MS ? 'an hour' : '?'} after its end`,
  `one row \`KEY_USED\` ${KEY_USE_EVERY_MS === 60_000 ? 'a minute' : '?'}`,
  `(50 unless asked for, ${count(MAX_PAGE_SIZE)} at most)`,
  `| a photo | ${mb(MAX_IMAGE_BYTES)};`,
  `| ${MAX_PHOTOS_AT_ONCE} photos, ${mb(MAX_COMPARED_BYTES)} |`,
  `| ${count(MAX_BATCH_PHOTOS)} photos, ${mb(MAX_BATCH_BYTES)}; its fields ${mb(MAX_BATCH_FIELD_BYTES)} |`,
  `| ${JOBS_AT_WORK} are worked on at a time; ${MAX_JOBS} queued or running;`,
  `a CSV of ${mb(MAX_CSV_BYTES)};`,
  `| a body of JSON | ${mb(MAX_JSON_BYTES)}; with photos ${mb(MAX_JSON_PHOTOS_BYTES)} |`,
  `| a field of a form | ${MAX_FIELD_BYTES / 1000} KB |`,
  `sends ${MAX_WRONG_KEYS} wrong keys within a minute`,
  `| a request | ${REQUEST_TIMEOUT_MS / 60_000} minutes |`,
  `works on ${mb(MAX_UPLOADS_BYTES)} of bodies`,
  `at most ${MAX_ENROLL_IMAGES} and ${mb(MAX_JSON_PHOTOS_BYTES)}`,
])('the help on calls tells limits as they are: %s', (words) => {
  expect(inOneLine(HTTP)).toContain(words);
});

test.each([
  `(${STOP_WITHIN_MS / 1000} seconds at most)`,
  `| ${count(MAX_CONNECTIONS)}, of one address ${MAX_CONNECTIONS_OF_ONE} (`,
  `| an idle connection | ${KEEP_ALIVE_MS / 1000} seconds |`,
])('the help on services tells limits as they are: %s', (words) => {
  expect(inOneLine(SERVICES)).toContain(words);
});

interface Call {
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly scope: string;
  readonly what: string;
}

/** All operations of the description. */
async function calls(): Promise<readonly Call[]> {
  const { app } = await appWith({});
  const { paths } = (await app.inject('/openapi.json')).json();
  return Object.entries<Record<string, Described>>(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { tags, summary, description = '' }]) => ({
      ...{ method: method.toUpperCase(), path, tag: tags[0] ?? '' },
      scope: /^Takes a key with the scope "(\w+)"\./.exec(description)?.[1] ?? '',
      what: summary.replace(/\.$/, ''),
    })),
  );
}

interface Described {
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
}

describe('the help on calls', () => {
  it('lists every call as the description has it', async () => {
    const rows = (await calls())
      .filter(({ tag }) => tag !== 'bioid' && tag !== 'server')
      .map(({ method, path, scope, what }) => {
        const short = path.replace(/^\/api\/v1\/collections\/\{collection\}\//, '.../');
        return `| \`${method} ${short}\` | ${what} (\`${scope}\`) |`;
      });
    expect(marked(HTTP, 'calls')).toBe(
      ['| call | what it does (scope) |', '|---|---|', ...rows].join('\n'),
    );
  });

  it('lists every call of the BioID Web Service with its scope', async () => {
    const table = marked(HTTP, 'bioid') ?? '';
    const rows = [...table.matchAll(/^\| (`.*?) \| `(\w+)` \|/gm)];
    const told = rows.flatMap(([, names = '', scope]) =>
      [...names.matchAll(/`(\w+ [^`]+)`/g)].map(([, call]) => `${call} ${scope}`),
    );
    const described = (await calls())
      .filter(({ tag }) => tag === 'bioid')
      .map(({ method, path, scope }) => `${method} ${path.replace('/api/face/v1', '')} ${scope}`);
    expect(described.length).toBeGreaterThan(3);
    expect(told).toEqual(expect.arrayContaining(described));
    const { app } = await appWith({});
    const isRoute = (call: string): boolean => {
      const [method = '', path = ''] = call.split(' ');
      const url = `/api/face/v1${path.replace(/\{(\w+)\}/g, ':$1')}`;
      return app.hasRoute({ method: method as HTTPMethods, url });
    };
    expect(told.filter((call) => !isRoute(call))).toEqual([]);
  });

  it('lists every problem with its status, as the program says it', () => {
    const rows = Object.entries(PROBLEMS)
      .map(([code, { status, meaning }]) => ({ code, status, meaning }))
      .sort((a, b) => a.status - b.status)
      .map(({ code, status, meaning }) => `| ${status} | ${code} | ${meaning} |`);
    expect(marked(HTTP, 'problems')).toBe(
      ['| status | code | meaning |', '|---|---|---|', ...rows].join('\n'),
    );
  });

  it('tells the failures of photos that have another status than 422', () => {
    const codes = Object.keys(FAILURES) as Failure['code'][];
    const of = (status: number): string => {
      const found = codes.filter((code) => statusOf(code) === status);
      return found.map((code) => `\`${code}\``).join(', ');
    };
    expect(new Set(codes.map(statusOf))).toEqual(new Set([422, 409, 503]));
    expect(inOneLine(HTTP)).toContain(
      `about whose face or ID it is (${of(409)}), or 503 (${of(503)}).`,
    );
  });
});
