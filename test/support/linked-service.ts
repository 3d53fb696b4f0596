import { join } from 'node:path';
import { fail } from '../../src/domain/failures.js';
import type { PhotoReport } from '../../src/domain/inspection.js';
import type { LinkTerms } from '../../src/domain/link.js';
import type { Measure } from '../../src/domain/quality.js';
import type { Extraction, ExtractionJob } from '../../src/domain/sample.js';
import type { Mail, MailTransport } from '../../src/mail/mail.js';
import { NO_ENCODER } from '../../src/operations/context.js';
import { makeLinkDesk } from '../../src/operations/links/desk.js';
import {
  DEFAULT_TERMS,
  type LinkDesk,
  type LinkSettings,
  type SentPage,
  type Submitted,
  type Visitor,
} from '../../src/operations/links/types.js';
import type { ServiceSettings } from '../../src/operations/serving/service.js';
import type { Serving } from '../../src/operations/serving/serving.js';
import type { PhotoPool } from '../../src/workers/pool.js';
import { query, temporaryFolder } from './cli.js';
import { fakePool, NOBODY, openService, photoOf } from './service.js';

/** What people read before they answer. */
export const CONSENT = { version: '2026-1', language: 'de', text: 'Wir speichern Ihr Gesicht.' };

/** A transport that takes every mail, and keeps it. */
export function fakeTransport(sent: Mail[] = []): MailTransport & { readonly sent: Mail[] } {
  return {
    sent,
    send: async (mail) => {
      sent.push(mail);
      return { kind: 'taken', reply: '250 2.0.0' };
    },
    check: async () => 'a transport of a test',
    close: () => {},
  };
}

export function linkSettingsOf(more: Partial<LinkSettings> = {}): LinkSettings {
  const texts = {
    language: 'en',
    direction: 'ltr',
    of: (key: string) => key,
    date: (instant: string) => instant,
  } as const;
  return {
    notice: { company: 'Example Ltd', contact: 'badges@example.com', texts: {} },
    languages: {
      all: [{ language: 'en', name: 'English' }],
      texts: () => texts,
      lookup: () => undefined,
    },
    ...{ publicUrl: 'https://faces.example.com', mailLanguage: 'en', mailTemplate: undefined },
    ...{ transport: fakeTransport(), mailRate: 60_000 },
    ...more,
  };
}

/** A user who exists, with a link; returns its token. */
export function newLink(
  service: Serving,
  userId: string,
  terms: Partial<LinkTerms> = {},
  { known = {}, now = new Date().toISOString() } = {},
): Promise<string> {
  return service.write((store) => {
    const { users } = store.collection('default', NO_ENCODER);
    if (!store.collections.has('default')) store.collections.create('default', now);
    if (users.find(userId, false).length === 0) {
      users.create(userId, { known: { email: `${userId}@example.com`, ...known }, extra: {} }, now);
    }
    return store.links.make({ collection: 'default', userId }, { ...DEFAULT_TERMS, ...terms }, now)
      .link.token;
  });
}

/** What a person sends: a photo of `photoOf`, and the consent. */
export function sentPage(person: string, number = 1): SentPage {
  return { photo: photoOf(person, number), consent: CONSENT };
}

/** A desk over a service of a test. */
export async function openDesk({
  settings = {},
  pool = fakePool(),
  links = {},
}: {
  readonly settings?: Partial<ServiceSettings>;
  readonly pool?: PhotoPool;
  readonly links?: Partial<LinkSettings>;
} = {}) {
  const db = join(temporaryFolder(), 'served.db');
  const service = await openService(
    db,
    { createMissing: false, ifFaceExists: 'add', ...settings },
    pool,
  );
  const queued: string[] = [];
  const desk = makeLinkDesk(service, linkSettingsOf(links), () => queued.push('queued'));
  return { db, service, desk, queued, ...lookingAt(db), ...sendingBy(desk) };
}

function sendingBy(desk: LinkDesk) {
  return {
    /** Sends a photo by a link. */
    send: (token: string, person: string, number = 1, visitor: Visitor = NOBODY) =>
      desk.submit(token, sentPage(person, number), visitor) as Promise<Submitted>,
  };
}

function lookingAt(db: string) {
  return {
    /** The actions of the audit that concern links, in order. */
    audited: (): readonly string[] =>
      query(
        db,
        `SELECT action FROM audit WHERE action LIKE 'LINK%' OR action LIKE '%LINK'
           OR action LIKE 'REVIEW%' OR action LIKE 'CONSENT%' ORDER BY rowid`,
      ).map(({ action }) => action),
    /** Everything of a table. */
    rows: (table: string): readonly Record<string, unknown>[] =>
      query(db, `SELECT * FROM ${table} ORDER BY rowid`),
  };
}

/** A pool whose photos of `poor` are refused for their quality, with a report. */
export function reportingPool(
  whenExtracting: (job: ExtractionJob) => Promise<void> = async () => {},
) {
  const pool = fakePool(whenExtracting);
  return {
    ...pool,
    extract: async (job: ExtractionJob): Promise<Extraction> => {
      const extraction = await pool.extract(job);
      const measures: readonly Measure[] = [
        { name: 'sharpness', value: 0.01, unit: '', component: 5 },
        { name: 'eyesOpen', value: undefined, unit: '', component: undefined },
      ];
      const seen: PhotoReport = {
        ...{ width: 100, height: 100, format: 'jpeg', rotated: 0, faces: [], chosen: 0 },
        quality: { quality: 0.4, measures },
      };
      const [person] = Buffer.from(job.bytes ?? '')
        .toString()
        .split(' ');
      if (person !== 'poor') return { ...extraction, report: { ...seen, liveness: 0.8 } };
      const details = { quality: 0.4, least: 0.5, problems: ['the photo is blurred'] };
      const problems = [
        { measure: 'sharpness', side: 'low' },
        { measure: 'marginAbove', side: 'low' },
        { measure: 'marginBelow', side: 'low' },
      ] as const;
      const isPictured = job.inspect?.picture === 'faces';
      return {
        ...{ kind: 'failed', failure: fail('FACE_QUALITY_TOO_LOW', details) },
        report: { ...seen, problems, ...(isPictured && { picture: Buffer.from('a JPEG') }) },
      };
    },
  };
}
