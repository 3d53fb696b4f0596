import type { LightMyRequestResponse } from 'fastify';
import type { Key } from '../../src/http/caller.js';
import { WrongKeys } from '../../src/http/wrong-keys.js';
import type { ServiceSettings } from '../../src/operations/serving/service.js';
import { appWith } from './http-app.js';
import { reviewing } from './submissions.js';

type Fields = Readonly<Record<string, string | readonly string[]>>;

const REVIEWER: Key = { keyId: 'k1', name: 'front desk', scopes: ['review'] };

/** Keys by what is presented. */
const KEYS: Readonly<Record<string, Key>> = {
  desk: REVIEWER,
  reader: { keyId: 'k2', name: 'reader', scopes: ['read'] },
  berlin: { keyId: 'k3', name: 'berlin', scopes: ['review'], collections: ['berlin'] },
};

/** The server with a review page over a service whose photos show whom they say. */
export async function reviewApp(settings: Partial<ServiceSettings> = {}, publicUrl?: string) {
  const reviewed = await reviewing(settings);
  const keys = new Map(Object.values(KEYS).map((key) => [key.keyId, key]));
  const reviews = { desk: reviewed.desk, findKeyById: (id: string) => keys.get(id) };
  const used: string[] = [];
  const { app, log } = await appWith(reviewed.service, KEYS, {
    ...{ reviews, wrongKeys: new WrongKeys(3), publicUrl },
    used: ({ keyId }, operation) => void used.push(`${keyId} ${operation}`),
  });
  const post = (url: string, fields: Fields, headers: Readonly<Record<string, string>> = {}) =>
    app.inject({
      ...{ method: 'POST', url, payload: encoded(fields) },
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
  return {
    ...reviewed,
    ...{ app, log, used, keys, post },
    get: (url: string, headers = {}) => app.inject({ url, headers }),
    /** Somebody who signs in with a key. */
    operator: async (presented = 'desk') => {
      const answer = await post('/review/sign-in', { key: presented });
      const cookie = cookieOf(answer);
      const get = (url: string) => app.inject({ url, headers: { cookie } });
      const csrf = csrfIn((await get('/review')).body);
      return {
        ...{ cookie, csrf, get },
        post: (url: string, fields: Fields = {}, headers = {}) =>
          post(url, { csrf, ...fields }, { cookie, ...headers }),
        /** Posts a form of a photo's page as it is shown. */
        act: async (id: string, act: string, fields: Fields = {}) => {
          const version = /name="version" value="(\w*)"/.exec((await get(`/review/${id}`)).body);
          const all = { csrf, version: version?.[1] ?? '', ...fields };
          return post(`/review/${id}/${act}`, all, { cookie });
        },
      };
    },
  };
}

function encoded(fields: Fields): string {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, one]),
  );
  return String(new URLSearchParams(pairs));
}

/** The cookie as a browser sends it back. */
export function cookieOf({ headers }: LightMyRequestResponse): string {
  return String(headers['set-cookie']).split(';')[0] ?? '';
}

function csrfIn(body: string): string {
  return /name="csrf" value="([\w-]+)"/.exec(body)?.[1] ?? '';
}
