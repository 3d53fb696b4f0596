import { join } from 'node:path';
import type { LinkTerms } from '../../src/domain/link.js';
import type { WaitingReason } from '../../src/domain/review.js';
import type { Reviewed } from '../../src/domain/reviewed.js';
import { DEFAULT_TERMS } from '../../src/operations/links/types.js';
import { makeReviewDesk } from '../../src/operations/review/desk.js';
import type { Service, ServiceSettings } from '../../src/operations/serving/service.js';
import { Store } from '../../src/store/store.js';
import { query, temporaryFolder } from './cli.js';
import { NOBODY, openService } from './service.js';

/** A photo that a person sent by a link. */
export interface Sending {
  readonly userId: string;
  readonly bytes: Uint8Array;
  readonly email?: string;
  readonly name?: string;
  readonly reasons?: readonly WaitingReason[];
  readonly terms?: Partial<LinkTerms>;
  readonly collection?: string;
}

export const CONSENT = { version: '1', language: 'en', text: 'Your photo is stored.' };

const REVIEWED: WaitingReason = { code: 'REVIEW', message: 'every photo waits' };

/** Keeps a photo as the page does, with the link and the consent; makes the user when need be. */
function send(store: Store, { userId, bytes, collection = 'default', ...more }: Sending) {
  const now = new Date().toISOString();
  const own = { collection, userId };
  if (!store.collections.has(collection)) store.collections.create(collection, now);
  const { users, audit } = store.collection(collection, '');
  const known = {
    ...(more.email !== undefined && { email: more.email }),
    ...(more.name !== undefined && { name: more.name }),
  };
  if (users.find(userId, false).length === 0) {
    users.create(userId, { known, extra: {} }, now);
    audit.record('USER_CREATED', { userId }, {}, now);
  } else users.update(userId, { known, extra: {} }, now);
  const { link } = store.links.make(own, { ...DEFAULT_TERMS, ...more.terms }, now);
  store.links.end(link.linkId, 'used', now);
  store.consents.add({ ...own, answer: 'yes', at: now, linkId: link.linkId }, CONSENT);
  const submissionId = store.submissions.add(
    {
      ...{ ...own, linkId: link.linkId, sentAt: now, language: 'de' },
      ...{ reasons: more.reasons ?? [REVIEWED], quality: 0.8, liveness: null, measures: {} },
    },
    bytes,
  );
  return { submissionId, linkId: link.linkId };
}

/** Has photos wait in a database, which is made when need be; returns their IDs. */
export function sent(db: string, all: readonly Sending[], bytes?: Buffer): readonly string[] {
  const key = bytes && { bytes, source: 'test' };
  const store = Store.open(db, false, { besideRuns: true, ...(key && { key }) });
  try {
    return store.once(() => all.map((one) => send(store, one).submissionId));
  } finally {
    store.close();
  }
}

/** Where photos wait, in a service whose photos show whom `photoOf` says. */
export async function reviewing(settings: Partial<ServiceSettings> = {}) {
  const db = join(temporaryFolder(), 'reviewed.db');
  const service = await openService(db, settings);
  const desk = makeReviewDesk(service, { transport: NO_TRANSPORT });
  return { db, service, desk, ...callsOf(service, db) };
}

const NO_TRANSPORT = {
  send: () => Promise.reject(new Error('nothing is sent here')),
  check: async () => '',
  close: () => {},
};

function callsOf(service: Service, db: string) {
  return {
    sent: (what: Sending) => service.write((store) => send(store, what)),
    /** Rows of the database. */
    rows: (sql: string) => query(db, sql),
    audited: () =>
      query(
        db,
        "SELECT action, user_id AS userId, detail FROM audit WHERE action LIKE 'REVIEW%' ORDER BY rowid",
      ).map(({ detail, ...row }) => ({ ...row, ...JSON.parse(detail) })),
    mails: () =>
      query(db, 'SELECT user_id AS userId, kind, terms, denial, state FROM mails').map(
        ({ terms, denial, ...row }) => ({
          ...row,
          terms: JSON.parse(terms),
          denial: JSON.parse(denial),
        }),
      ),
  };
}

/** Whoever decides in a test. */
export const OPERATOR = { signal: NOBODY.signal };

export const kindsOf = (reviewed: readonly Reviewed[]) => reviewed.map(({ kind }) => kind).sort();
