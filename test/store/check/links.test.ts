import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { checkDatabase } from '../../../src/store/check/check.js';
import { Store } from '../../../src/store/store.js';
import { changing } from '../../support/api-keys.js';
import { newKey } from '../../support/keys.js';
import {
  ANN,
  jpegOf,
  LINKED_AT,
  linkScene,
  mailFor,
  minutesLater,
  submit,
} from '../../support/links.js';

/** A photo of Ann's that waits, cropped, with the link that was used, a mail, and consent. */
function scene(key?: ReturnType<typeof newKey>) {
  const { path, store } = linkScene(key);
  const submissionId = submit(store);
  changing(store, () => {
    const judged = { quality: 1, liveness: null, measures: {} };
    store.submissions.edit(submissionId, jpegOf('Ann, cropped'), judged);
    const linkId = store.links.list('default')[0]?.linkId as string;
    const consent = { version: '1', language: 'en', text: 'Yes?' };
    store.consents.add({ ...ANN, answer: 'yes', at: LINKED_AT, linkId }, consent);
    store.mails.begin(store.mails.add(mailFor(), LINKED_AT), linkId, 'ann@example.com');
  });
  store.close();
  return { path };
}

/** What is found, but for templates and images: those of tests are none. */
function findings(path: string, key?: ReturnType<typeof newKey>, onStep = (_: string) => {}) {
  const found = [...checkDatabase(path, key, { onStep, onRows: () => {} })];
  return found
    .filter(({ code }) => !/^(TEMPLATE|PROFILE_IMAGE)_/.test(code))
    .map(({ code, message }) => `${code}: ${message}`);
}

function tamper(path: string, sql: string): void {
  const db = new Database(path);
  db.pragma('ignore_check_constraints = ON');
  db.exec(sql);
  db.close();
}

describe('a check of links and photos that wait', () => {
  it.each([undefined, newKey()])('finds nothing where nothing is wrong', (key) => {
    expect(findings(scene(key).path, key)).toEqual([]);
  });

  it('finds photos that do not open, once it has the key', () => {
    const key = newKey();
    const { path } = scene(key);
    tamper(path, 'UPDATE submissions SET (photo, edited) = (edited, photo)');
    const what = 'it does not open: it was altered or moved, or its data key is gone';
    expect(findings(path, key)).toEqual([
      `WAITING_PHOTO_UNUSABLE: the photo of "ann" that waits for review: ${what}`,
      `WAITING_PHOTO_UNUSABLE: the cropped photo of "ann" that waits for review: ${what}`,
    ]);
    expect(findings(path)).toEqual([]);
  });

  it('finds a photo that is none', () => {
    const { path } = scene();
    tamper(path, "UPDATE submissions SET photo = x'00'");
    expect(findings(path)).toEqual([
      'WAITING_PHOTO_UNUSABLE: the photo of "ann" that waits for review: it is neither a JPEG nor a PNG',
    ]);
  });

  it('takes a photo that is decided on meanwhile, with its key, for no damage', () => {
    const key = newKey();
    const { path } = scene(key);
    const decide = (step: string) => {
      if (step !== 'Checking the file') return;
      const store = Store.open(path, false, { key, besideRuns: true });
      // As a server does: it does not wait ten seconds to empty the log, which the check reads.
      store.letOthersIn();
      const decision = { state: 'approved', at: minutesLater(5), by: null, denial: null } as const;
      const [waiting] = store.submissions.waiting('default');
      changing(store, () => store.submissions.decide(waiting?.submissionId ?? '', decision));
      const counts = { templates: 1, thumbnails: 0, profileImage: true, waitingPhoto: false };
      const named = { userId: 'ann', what: 'faces', reason: 'NAMED', date: null } as const;
      store.collection('default', '').removal.remove([{ ...named, ...counts }], minutesLater(5));
      store.close();
    };
    expect(findings(path, key, decide)).toEqual([]);
  });

  it('finds links that are named and not there, and a text that is another', () => {
    const { path } = scene();
    tamper(path, "UPDATE links SET link_id = 'x'; UPDATE consent_texts SET text = 'No?'");
    expect(findings(path)).toEqual([
      ...['an e-mail', 'an answer about consent', 'a photo sent for review'].map((what) =>
        expect.stringMatching(
          `^REFERENCE_BROKEN: ${what} of "ann" refers to the link [0-9a-f]{12}, which the user does not have$`,
        ),
      ),
      expect.stringMatching(
        /^CONSENT_TEXT_ALTERED: the text [0-9a-f]{64} that people were asked to agree to: it has/,
      ),
    ]);
  });

  it.each([
    ["UPDATE links SET ended_at = NULL, ended_by = 'used'", 'links'],
    ['UPDATE links SET tried = -1', 'links'],
    ["UPDATE mails SET state = 'sent'", 'mails'],
    ['UPDATE mails SET terms = NULL', 'mails'],
    ["UPDATE submissions SET state = 'approved'", 'submissions'],
    ['UPDATE submissions SET quality = 7', 'submissions'],
  ])('finds a state that cannot be: %s', (sql, table) => {
    const { path } = scene();
    tamper(path, sql);
    expect(findings(path)).toEqual([`DATABASE_DAMAGED: CHECK constraint failed in ${table}`]);
  });

  it('finds terms that are no object', () => {
    const { path } = scene();
    tamper(path, "UPDATE links SET terms = '7'");
    expect(findings(path)).toEqual([
      expect.stringMatching(/^JSON_INVALID: terms of links, link_id /),
    ]);
  });
});
