import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { fail } from '../../../src/domain/failures.js';
import { withDefaults } from '../../../src/operations/options/row.js';
import { ServiceBusyError } from '../../../src/operations/serving/service.js';
import { usersDelete, usersRename } from '../../../src/operations/users.js';
import { DatabaseBusyError, lockBesideRuns } from '../../../src/store/lock.js';
import { temporaryFolder } from '../../support/cli.js';
import { CONSENT, newLink, openDesk, reportingPool } from '../../support/linked-service.js';
import { enrolled, fakePool, NOBODY, photoOf } from '../../support/service.js';
import { until } from '../../support/stopping.js';

const HOUR_MS = 3_600_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

describe('a photo that is sent by a link', () => {
  it('enrolls the person, with the consent, and ends the link', async () => {
    const { service, desk, send, rows, audited } = await openDesk();
    const token = await newLink(service, '1001');
    expect(await send(token, 'ann')).toEqual({ kind: 'enrolled' });
    const [link] = rows('links');
    expect(link).toMatchObject({ ended_by: 'used', tried: 1, last_failure: null });
    expect(rows('templates')).toMatchObject([{ user_id: '1001', file_name: 'ann.jpg' }]);
    const [consent] = rows('consents');
    expect(consent).toMatchObject({ user_id: '1001', answer: 'yes', link_id: link?.link_id });
    expect(service.read((store) => store.consents.ofUser('default', '1001'))).toMatchObject([
      { version: CONSENT.version, language: 'de' },
    ]);
    expect(rows('consent_texts')).toMatchObject([{ text: CONSENT.text }]);
    const [user] = rows('users');
    expect(user).toMatchObject({ consent_reference: `link ${link?.link_id}` });
    expect(Date.now() - Date.parse(String(user?.consent_at))).toBeLessThan(120_000);
    expect(audited()).toEqual(['LINK_USED', 'ENROLLED_BY_LINK']);
    expect(desk.open(token)).toBeUndefined();
    expect(await send(token, 'ann', 2)).toEqual({ kind: 'gone' });
  });

  it('keeps everything else that is known of the user', async () => {
    const { service, send, rows } = await openDesk();
    await enrolled(service, '1001', [photoOf('ann')], {
      user: { known: { name: 'Ann', consent_at: '2020-01-01' }, extra: { Door: '7' } },
      options: { createMissing: true },
    });
    const token = await newLink(service, '1001');
    expect(await send(token, 'ann', 2)).toEqual({ kind: 'enrolled' });
    const [user] = rows('users');
    expect(user).toMatchObject({ name: 'Ann' });
    expect(JSON.parse(String(user?.fields))).toEqual({ Door: '7' });
    // What was agreed to last is what holds.
    expect(user?.consent_at).not.toBe('2020-01-01');
    expect(rows('templates')).toHaveLength(2);
  });

  it('that is enrolled already counts as enrolled', async () => {
    const { service, send, rows } = await openDesk();
    const options = { createMissing: true };
    await enrolled(service, '1001', [photoOf('ann')], { options });
    const token = await newLink(service, '1001');
    expect(await send(token, 'ann')).toEqual({ kind: 'enrolled' });
    expect(rows('templates')).toHaveLength(1);
    expect(rows('consents')).toHaveLength(1);
    expect(rows('links')).toMatchObject([{ ended_by: 'used' }]);
  });

  it('enrolls where consent is required: it is the consent', async () => {
    const { service, send } = await openDesk({ settings: { requireConsent: true } });
    expect(await send(await newLink(service, '1001'), 'ann')).toEqual({ kind: 'enrolled' });
  });

  it('may fail, and the next one enroll', async () => {
    const { service, desk, send, rows, audited } = await openDesk({ pool: reportingPool() });
    const token = await newLink(service, '1001', { attempts: 3 });
    expect(await send(token, 'poor')).toEqual({
      ...{ kind: 'failed', code: 'FACE_QUALITY_TOO_LOW', triesLeft: 2 },
      ...{ problems: ['sharpness', 'cropped'], picture: Buffer.from('a JPEG') },
    });
    expect(rows('links')).toMatchObject([
      { ended_by: null, tried: 1, last_failure: 'FACE_QUALITY_TOO_LOW' },
    ]);
    expect(rows('consents')).toEqual([]);
    expect(rows('users')).toMatchObject([{ consent_at: null }]);
    expect(desk.open(token)).toMatchObject({ state: 'works', triesLeft: 2 });
    expect(await send(token, 'ann')).toEqual({ kind: 'enrolled' });
    expect(audited()).toEqual(['LINK_USED', 'ENROLLED_BY_LINK']);
  });

  it('ends the link with the last try, which is no help to anybody who asks for another', async () => {
    const { service, desk, send, rows, audited } = await openDesk();
    const token = await newLink(service, '1001', { attempts: 2 });
    expect(await send(token, 'nobody')).toMatchObject({ triesLeft: 1 });
    expect(await send(token, 'nobody')).toMatchObject({ kind: 'failed', triesLeft: 0 });
    expect(rows('links')).toMatchObject([{ ended_by: 'attempts', tried: 2 }]);
    expect(audited()).toEqual(['LINK_EXPIRED']);
    expect(desk.open(token)).toMatchObject({ state: 'expired', triesLeft: 0 });
    expect(await send(token, 'ann')).toEqual({ kind: 'gone' });
    expect(await desk.askAgain(token)).toBe('gone');
  });

  it('is judged for nobody whose link is unknown, used, revoked or expired', async () => {
    const pool = fakePool();
    const { service, send, rows } = await openDesk({ pool });
    const expired = await newLink(service, '1001', { seconds: 60 }, { now: ago(HOUR_MS) });
    const replaced = await newLink(service, '1002');
    await newLink(service, '1002');
    for (const token of [expired, replaced, 'x', '', randomBytes(32).toString('base64url')]) {
      expect(await send(token, 'ann')).toEqual({ kind: 'gone' });
    }
    expect(pool.extracted).toEqual([]);
    expect(rows('links').map(({ tried }) => tried)).toEqual([0, 0, 0]);
  });
});

describe('a photo that looks like somebody else', () => {
  it('waits for an operator, and is not enrolled', async () => {
    const { service, send, rows, audited } = await openDesk({ pool: reportingPool() });
    const options = { createMissing: true };
    await enrolled(service, '1001', [photoOf('ann')], { options });
    const token = await newLink(service, '1002');
    const answer = await send(token, 'ann', 2);
    // Nothing that a person is told names anybody, or tells why.
    expect(answer).toEqual({ kind: 'waiting' });
    expect(rows('templates').map(({ user_id }) => user_id)).toEqual(['1001']);
    expect(rows('links')).toMatchObject([{ ended_by: 'used', last_failure: null }]);
    const [submission] = service.read(({ submissions }) => submissions.waiting('default'));
    expect(submission).toMatchObject({
      ...{ userId: '1002', language: 'de', quality: 0.4, liveness: 0.8, state: 'waiting' },
      measures: { sharpness: 0.01 },
      reasons: [{ code: 'DUPLICATE_OF_ENROLLED_USER', message: expect.stringContaining('1001') }],
    });
    const id = submission?.submissionId ?? '';
    expect(service.readSealed(({ submissions }) => submissions.photos(id)?.sent)).toEqual(
      photoOf('ann', 2).bytes,
    );
    // The person has agreed that this photo is stored; the user has agreed once it is approved.
    expect(rows('consents')).toMatchObject([{ user_id: '1002', answer: 'yes' }]);
    expect(rows('users')).toMatchObject([{ consent_at: null }, { consent_at: null }]);
    expect(audited()).toEqual(['LINK_USED', 'REVIEW_REQUESTED']);
    const requested = rows('audit').find(({ action }) => action === 'REVIEW_REQUESTED');
    expect(JSON.parse(String(requested?.detail))).toMatchObject({
      ...{ submission: id, reasons: ['DUPLICATE_OF_ENROLLED_USER'] },
    });
  });

  it('takes the place of one that waits, and the audit says of which', async () => {
    const { service, send, rows } = await openDesk();
    for (const number of [1, 2]) {
      const token = await newLink(service, '1001', { review: true });
      expect(await send(token, 'ann', number)).toEqual({ kind: 'waiting' });
    }
    const [first, second] = rows('submissions');
    expect([first?.state, second?.state]).toEqual(['replaced', 'waiting']);
    const details = rows('audit')
      .filter(({ action }) => action === 'REVIEW_REQUESTED')
      .map(({ detail }) => JSON.parse(String(detail)).replaces);
    expect(details).toEqual([undefined, first?.submission_id]);
  });

  it('waits where the user has a face and the photo shows somebody else, whatever the server does with faces', async () => {
    for (const ifFaceExists of ['preserve', 'add', 'overwrite'] as const) {
      const { service, send, rows } = await openDesk({ settings: { ifFaceExists } });
      await enrolled(service, '1001', [photoOf('ann')], { options: { createMissing: true } });
      const first = await newLink(service, '1001');
      expect(await send(first, 'ann', 2)).toEqual({ kind: 'enrolled' });
      const templates = rows('templates');
      expect(await send(await newLink(service, '1001'), 'eve')).toEqual({ kind: 'waiting' });
      expect(rows('templates')).toEqual(templates);
      expect(rows('links').map((link) => link.ended_by)).toEqual(['used', 'used']);
    }
  });

  it('waits where it cannot be compared with the faces of the user', async () => {
    const { db, service, send, rows } = await openDesk();
    for (const [userId, person] of [
      ['1001', 'ann'],
      ['2002', 'bob'],
      ['3003', 'cat'],
    ] as const) {
      await enrolled(service, userId, [photoOf(person)], { options: { createMissing: true } });
    }
    await until('the database is closed', () => !existsSync(`${db}-wal`));
    change(db, "UPDATE templates SET encoder = 'another' WHERE user_id = '1001'");
    expect(await send(await newLink(service, '1001'), 'eve')).toEqual({ kind: 'waiting' });
    expect(rows('templates')).toHaveLength(3);
    expect(rows('submissions').map(({ reasons }) => String(reasons))).toEqual([
      expect.stringContaining('FACE_NOT_COMPARED'),
    ]);
  });

  it('waits whatever the server lets pass of others', async () => {
    const settings = { duplicates: 'off', allowIdentityChange: true } as const;
    const { service, send, rows } = await openDesk({ settings });
    const options = { createMissing: true };
    await enrolled(service, '1001', [photoOf('ann')], { options });
    expect(await send(await newLink(service, '1002'), 'ann', 2)).toEqual({ kind: 'waiting' });
    expect(await send(await newLink(service, '1001'), 'bob')).toEqual({ kind: 'waiting' });
    expect(rows('templates')).toHaveLength(1);
    expect(
      service
        .read(({ submissions }) => submissions.waiting('default'))
        .flatMap(({ reasons }) => reasons.map(({ code }) => code)),
    ).toEqual(['DUPLICATE_OF_ENROLLED_USER', 'IDENTITY_CHANGED']);
  });

  it('waits sealed', async () => {
    const keyFile = join(temporaryFolder(), 'a.key');
    writeFileSync(keyFile, randomBytes(32).toString('base64'), { mode: 0o600 });
    const { db, service, send } = await openDesk({ settings: { keyFile } });
    const token = await newLink(service, '1001', { review: true });
    expect(await send(token, 'ann', 4711)).toEqual({ kind: 'waiting' });
    for (const file of readdirSync(join(db, '..'))) {
      expect(readFileSync(join(db, '..', file)).includes('ann 4711')).toBe(false);
    }
    expect(existsSync(db)).toBe(true);
  });
});

describe('a link whose photos all wait for an operator', () => {
  it('enrolls nobody, whatever the checks say', async () => {
    const { service, send, rows, audited } = await openDesk();
    const token = await newLink(service, '1001', { review: true });
    expect(await send(token, 'nobody')).toMatchObject({ kind: 'failed', code: 'FACE_NOT_FOUND' });
    expect(await send(token, 'ann')).toEqual({ kind: 'waiting' });
    expect(rows('templates')).toEqual([]);
    expect(rows('users')).toMatchObject([{ consent_at: null }]);
    expect(rows('submissions')).toHaveLength(1);
    expect(audited()).toEqual(['LINK_USED', 'REVIEW_REQUESTED']);
    expect(rows('samples')).toEqual([]);
  });

  it('leaves nothing behind by which somebody else would look like the person', async () => {
    const { service, send, rows } = await openDesk();
    await enrolled(service, '9009', [photoOf('zoe')], { options: { createMissing: true } });
    const waiting = await newLink(service, '1001', { review: true });
    expect(await send(waiting, 'ann')).toEqual({ kind: 'waiting' });
    expect(await send(await newLink(service, '2002'), 'ann', 2)).toEqual({ kind: 'enrolled' });
    expect(rows('templates').map((face) => face.user_id)).toEqual(['9009', '2002']);
  });

  it('tells the operator what the checks found', async () => {
    const { service, send } = await openDesk();
    await enrolled(service, '1001', [photoOf('ann')], { options: { createMissing: true } });
    await send(await newLink(service, '1002', { review: true }), 'ann', 2);
    await send(await newLink(service, '1003', { review: true }), 'bob');
    expect(
      service
        .read(({ submissions }) => submissions.waiting('default'))
        .map(({ reasons }) => reasons.map(({ code }) => code)),
    ).toEqual([['DUPLICATE_OF_ENROLLED_USER'], ['REVIEW_OF_ALL']]);
  });
});

describe('while a photo is judged', () => {
  /** A pool that lets photos go on when the test says. */
  function held() {
    const gate = Promise.withResolvers<void>();
    const pool = reportingPool(() => gate.promise);
    return { pool, open: () => gate.resolve(), extracted: pool.extracted };
  }

  it('a second one of the same link enrolls nobody: one wins', async () => {
    const { service, send, rows, audited } = await openDesk();
    const token = await newLink(service, '1001');
    const photos = Array.from({ length: 8 }, (_, i) => send(token, 'ann', i));
    const kinds = (await Promise.all(photos)).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(['enrolled', ...Array(7).fill('gone')]);
    expect(rows('templates')).toHaveLength(1);
    expect(rows('consents')).toHaveLength(1);
    expect(audited()).toEqual(['LINK_USED', 'ENROLLED_BY_LINK']);
  });

  it('one that fails does not end the link of another that came in time', async () => {
    const gates = new Map(['nobody', 'ann'].map((who) => [who, Promise.withResolvers<void>()]));
    const pool = fakePool(
      ({ path }) => gates.get(path.split('.')[0] ?? '')?.promise as Promise<void>,
    );
    const { service, send, rows, audited } = await openDesk({ pool });
    const token = await newLink(service, '1001', { attempts: 3 });
    const bad = [send(token, 'nobody'), send(token, 'nobody', 2)];
    const good = send(token, 'ann');
    await until('all are at work', () => pool.extracted.length === 3);
    gates.get('nobody')?.resolve();
    for (const answer of bad) {
      expect(await answer).toMatchObject({ kind: 'failed', triesLeft: 0 });
    }
    expect(await send(token, 'ann', 9)).toEqual({ kind: 'gone' });
    gates.get('ann')?.resolve();
    expect(await good).toEqual({ kind: 'enrolled' });
    expect(rows('links')).toMatchObject([{ ended_by: 'used', tried: 3 }]);
    expect(audited()).toEqual(['LINK_EXPIRED', 'LINK_USED', 'ENROLLED_BY_LINK']);
  });

  it('its link may expire, but not be replaced', async () => {
    for (const isReplaced of [false, true]) {
      const { pool, open, extracted } = held();
      const { service, send, rows } = await openDesk({ pool });
      const token = await newLink(service, '1001');
      const answer = send(token, 'ann');
      await until('it is at work', () => extracted.length > 0);
      await service.write(({ links }) => {
        const id = links.ofToken(token)?.linkId ?? '';
        links.end(id, 'expired', new Date().toISOString());
      });
      if (isReplaced) await newLink(service, '1001');
      open();
      expect(await answer).toEqual({ kind: isReplaced ? 'gone' : 'enrolled' });
      expect(rows('links')[0]).toMatchObject({ ended_by: isReplaced ? 'expired' : 'used' });
    }
  });

  it('a second one waits for no operator either', async () => {
    const { service, send, rows } = await openDesk();
    const token = await newLink(service, '1001', { review: true });
    const answers = await Promise.all([send(token, 'ann'), send(token, 'bob')]);
    expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['gone', 'waiting']);
    expect(rows('submissions')).toHaveLength(1);
    expect(rows('consents')).toHaveLength(1);
  });

  it('the link may be revoked: nothing is stored', async () => {
    const { pool, open, extracted } = held();
    const { service, send, rows } = await openDesk({ pool });
    const token = await newLink(service, '1001');
    const answer = send(token, 'ann');
    await until('it is at work', () => extracted.length > 0);
    await service.write(({ links }) =>
      links.end(links.ofToken(token)?.linkId ?? '', 'revoked', new Date().toISOString()),
    );
    open();
    expect(await answer).toEqual({ kind: 'gone' });
    for (const table of ['templates', 'consents', 'submissions']) expect(rows(table)).toEqual([]);
    expect(rows('users')).toMatchObject([{ consent_at: null }]);
  });

  it('the user may be deleted: nobody is made again', async () => {
    const { pool, open, extracted } = held();
    const { service, send, rows } = await openDesk({ pool, settings: { createMissing: true } });
    const token = await newLink(service, '1001');
    const answer = send(token, 'ann');
    await until('it is at work', () => extracted.length > 0);
    const input = { ...withDefaults(usersDelete.options, {}), userId: ['1001'] };
    await service.perform(usersDelete, input, { caller: NOBODY }, (plan) => plan.carryOut());
    open();
    expect(await answer).toEqual({ kind: 'gone' });
    for (const table of ['users', 'templates', 'consents', 'links']) {
      expect(rows(table)).toEqual([]);
    }
  });

  it('the user may get another ID: the photo is theirs all the same', async () => {
    const { pool, open, extracted } = held();
    const { service, send, rows } = await openDesk({ pool });
    const token = await newLink(service, '1001');
    const answer = send(token, 'ann');
    await until('it is at work', () => extracted.length > 0);
    const input = { ...withDefaults(usersRename.options, {}), userId: '1001', newId: '2001' };
    await service.perform(usersRename, input, { caller: NOBODY }, () => {});
    // Somebody else has the former ID by now.
    await newLink(service, '1001');
    open();
    expect(await answer).toEqual({ kind: 'enrolled' });
    expect(rows('templates')).toMatchObject([{ user_id: '2001' }]);
    expect(rows('consents')).toMatchObject([{ user_id: '2001' }]);
  });

  it('the visitor may leave: nothing is stored, and the try is used, however often', async () => {
    const { pool, open, extracted } = held();
    const { service, send, rows } = await openDesk({ pool });
    const token = await newLink(service, '1001', { attempts: 3 });
    for (const tried of [1, 2, 3]) {
      const leaving = new AbortController();
      const answer = send(token, 'ann', tried, { signal: leaving.signal });
      await until('it is at work', () => extracted.length === tried);
      leaving.abort(new Error('gone'));
      await expect(answer).rejects.toThrow('gone');
    }
    open();
    expect(await send(token, 'ann')).toEqual({ kind: 'gone' });
    expect(extracted).toHaveLength(3);
    expect(rows('links')).toMatchObject([{ tried: 3, ended_by: null }]);
    expect(rows('templates')).toEqual([]);
  });

  it('whoever leaves before that has the try again', async () => {
    const gate = Promise.withResolvers<void>();
    const pool = fakePool(() => gate.promise, 1);
    const { service, send, rows } = await openDesk({ pool });
    const [first, second] = [await newLink(service, '1001'), await newLink(service, '2002')];
    const others = send(first, 'ann');
    await until('the worker is at work', () => pool.extracted.length > 0);
    const leaving = new AbortController();
    const answer = send(second, 'bob', 1, { signal: leaving.signal });
    await until('it waits', () => rows('links')[1]?.tried === 1);
    leaving.abort(new Error('gone'));
    await expect(answer).rejects.toThrow('gone');
    await until('it is given back', () => rows('links')[1]?.tried === 0);
    gate.resolve();
    expect(await others).toEqual({ kind: 'enrolled' });
    expect(pool.extracted).toHaveLength(1);
  });
});

/** Changes a database as no command does. */
function change(path: string, sql: string): void {
  const db = new Database(path);
  db.exec(sql);
  db.close();
}

describe('a try', () => {
  it('is given back when the server is busy', async () => {
    const { service, send, rows } = await openDesk({ settings: { photosAtMost: 0 } });
    const token = await newLink(service, '1001', { attempts: 1 });
    await expect(send(token, 'ann')).rejects.toThrow(ServiceBusyError);
    await until('it is given back', () => rows('links')[0]?.tried === 0);
    expect(rows('links')).toMatchObject([{ ended_by: null, last_failure: null }]);
  });

  it('is not even counted while others have the database', async () => {
    const { db, service, send, rows } = await openDesk({ settings: { wait: 0.2 } });
    const token = await newLink(service, '1001', { attempts: 1 });
    const lock = await lockBesideRuns(db);
    await expect(send(token, 'ann')).rejects.toThrow(DatabaseBusyError);
    lock.release();
    expect(rows('links')).toMatchObject([{ tried: 0, ended_by: null }]);
    expect(await send(token, 'ann')).toEqual({ kind: 'enrolled' });
  });

  it('is given back when others have the database for long', async () => {
    const gate = Promise.withResolvers<void>();
    const { db, service, send, rows } = await openDesk({
      pool: fakePool(() => gate.promise),
      settings: { wait: 0.2 },
    });
    const token = await newLink(service, '1001', { attempts: 1 });
    const answer = send(token, 'ann');
    await until('the try is counted', () => rows('links')[0]?.tried === 1);
    await until('the database is closed', () => !existsSync(`${db}-wal`));
    const lock = await lockBesideRuns(db);
    gate.resolve();
    await expect(answer).rejects.toThrow(DatabaseBusyError);
    await setTimeout(1_000);
    lock.release();
    await until('it is given back', () => rows('links')[0]?.tried === 0);
    expect(await send(token, 'ann')).toEqual({ kind: 'enrolled' });
  });

  it.each(['TIMED_OUT', 'WORKER_CRASHED'] as const)(
    'is used by a photo that ends with %s: it has cost more than others',
    async (code) => {
      const failure = fail(code, { seconds: 20, problem: 'it ended' } as never);
      const pool = { ...fakePool(), extract: async () => ({ kind: 'failed', failure }) as const };
      const { service, send } = await openDesk({ pool });
      const token = await newLink(service, '1001', { attempts: 2 });
      expect(await send(token, 'ann')).toMatchObject({ kind: 'failed', code, triesLeft: 1 });
      expect(await send(token, 'ann')).toMatchObject({ kind: 'failed', code, triesLeft: 0 });
      expect(await send(token, 'ann')).toEqual({ kind: 'gone' });
    },
  );

  it('that fails in the transaction stores neither face nor consent, and is given back', async () => {
    const { db, service, send, rows, audited } = await openDesk();
    const token = await newLink(service, '1001', { attempts: 1 });
    await until('the database is closed', () => !existsSync(`${db}-wal`));
    change(
      db,
      `CREATE TRIGGER full BEFORE INSERT ON audit WHEN NEW.action = 'ENROLLED_BY_LINK'
       BEGIN SELECT RAISE(ABORT, 'no room'); END`,
    );
    await expect(send(token, 'ann')).rejects.toThrow('no room');
    await until('it is given back', () => rows('links')[0]?.tried === 0);
    expect(rows('links')).toMatchObject([{ ended_by: null }]);
    for (const table of ['templates', 'consents', 'consent_texts']) expect(rows(table)).toEqual([]);
    expect(rows('users')).toMatchObject([{ consent_at: null }]);
    expect(audited()).toEqual([]);
    change(db, 'DROP TRIGGER full');
    expect(await send(token, 'ann')).toEqual({ kind: 'enrolled' });
  });
});
