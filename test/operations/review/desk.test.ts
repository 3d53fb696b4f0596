import { userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TERMS } from '../../../src/operations/links/types.js';
import { makeReviewDesk } from '../../../src/operations/review/desk.js';
import { enrolled, photoOf } from '../../support/service.js';
import { CONSENT, kindsOf, OPERATOR, reviewing } from '../../support/submissions.js';

const ann = photoOf('ann').bytes;
const EMAIL = 'ann@example.com';

describe('photos that wait', () => {
  it('are listed by collection, the oldest first, without those that were decided on', async () => {
    const { desk, sent } = await reviewing();
    const first = await sent({ userId: '1001', bytes: ann });
    const second = await sent({ userId: '1002', bytes: photoOf('bob').bytes });
    await sent({ userId: '1003', bytes: photoOf('cleo').bytes, collection: 'visitors' });
    expect(desk.list('default').map((one) => one.submissionId)).toEqual([
      ...[first, second].map((one) => one.submissionId),
    ]);
    await desk.approve(first.submissionId, OPERATOR, []);
    expect(desk.list('default').map((one) => one.userId)).toEqual(['1002']);
  });

  it('are shown with whom the face looks like, and how alike it is to the own one', async () => {
    const { desk, sent, service } = await reviewing();
    await enrolled(service, '1001', [photoOf('ann', 2)]);
    await enrolled(service, '1002', [photoOf('bob')]);
    await enrolled(service, '1003', [photoOf('ann', 3)], { allowDuplicateOf: ['1001'] });
    const { submissionId } = await sent({ userId: '1001', bytes: ann, name: 'Ann' });
    expect(await desk.show(submissionId, OPERATOR)).toMatchObject({
      ...{ submissionId, name: 'Ann', isEdited: false, failure: null, state: 'waiting' },
      looksLike: [{ userId: '1003', similarity: expect.closeTo(1, 5) }],
      ownSimilarity: expect.closeTo(1, 5),
    });
    expect(desk.photo(submissionId)).toEqual(ann);
  });

  it('of a user without a face look like nobody in an empty collection', async () => {
    const { desk, sent } = await reviewing();
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    expect(await desk.show(submissionId, OPERATOR)).toMatchObject({
      ...{ looksLike: [], ownSimilarity: null, name: null },
    });
    expect(desk.onRecord('default', '1001')).toBeUndefined();
  });

  it('that do not exist are not shown', async () => {
    const { desk } = await reviewing();
    expect(await desk.show('000000000000', OPERATOR)).toBeUndefined();
    expect(desk.photo('000000000000')).toBeUndefined();
  });
});

describe('approving', () => {
  it('enrolls the photo with the consent, tells the person, and deletes the photo', async () => {
    const { desk, sent, rows, mails, audited } = await reviewing({ requireConsent: true });
    const { submissionId, linkId } = await sent({ userId: '1001', bytes: ann, email: EMAIL });
    const reviewed = await desk.approve(submissionId, OPERATOR, []);
    const [{ faceId }] = rows('SELECT face_id AS faceId FROM templates');
    expect(reviewed).toEqual({ kind: 'approved', faceId });
    expect(rows('SELECT user_id, email, consent_reference FROM users')).toEqual([
      { user_id: '1001', email: EMAIL, consent_reference: `link ${linkId}` },
    ]);
    expect(mails()).toEqual([
      { userId: '1001', kind: 'approved', terms: null, denial: null, state: 'waiting' },
    ]);
    expect(audited()).toEqual([
      { action: 'REVIEW_APPROVED', userId: '1001', submission: submissionId },
    ]);
    expect(rows('SELECT state, decided_by, photo FROM submissions')).toEqual([
      { state: 'approved', decided_by: userInfo().username, photo: null },
    ]);
    expect(await desk.show(submissionId, OPERATOR)).toMatchObject({ state: 'approved' });
  });

  it('refuses a face of another user until that user is named, and remembers that they are two', async () => {
    const { desk, sent, service, audited, rows } = await reviewing();
    const { submissionId } = await sent({ userId: '1001', bytes: ann, email: EMAIL });
    await enrolled(service, '1002', [photoOf('ann', 2)]);
    expect(await desk.approve(submissionId, OPERATOR, [])).toMatchObject({
      ...{ kind: 'refused', code: 'DUPLICATE_OF_ENROLLED_USER' },
      message: expect.stringContaining('"1002"'),
    });
    expect(audited()).toEqual([]);
    expect(rows("SELECT consent_at FROM users WHERE user_id = '1001'")).toEqual([
      { consent_at: null },
    ]);
    expect(desk.list('default')).toHaveLength(1);
    expect(await desk.approve(submissionId, OPERATOR, ['1002'])).toMatchObject({
      kind: 'approved',
    });
    expect(rows('SELECT user_id, other_user_id FROM duplicate_exceptions')).toEqual([
      { user_id: '1001', other_user_id: '1002' },
    ]);
  });

  it('refuses it in a service that only flags duplicates, too', async () => {
    const { desk, sent, service } = await reviewing({ duplicates: 'flag' });
    await enrolled(service, '1002', [photoOf('ann', 2)]);
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    expect(await desk.approve(submissionId, OPERATOR, [])).toMatchObject({ kind: 'refused' });
  });

  it('replaces the face of another person under the same ID', async () => {
    const { desk, sent, service, rows } = await reviewing({ ifFaceExists: 'add' });
    await enrolled(service, '1001', [photoOf('bob')]);
    const [before] = rows('SELECT photo_digest FROM templates');
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    expect(await desk.show(submissionId, OPERATOR)).toMatchObject({ looksLike: [] });
    expect(await desk.approve(submissionId, OPERATOR, [])).toMatchObject({ kind: 'approved' });
    const after = rows('SELECT photo_digest FROM templates');
    expect(after).toHaveLength(1);
    expect(after[0]).not.toEqual(before);
  });

  it('enrolls nobody who has said no since', async () => {
    const { desk, sent, service, rows } = await reviewing();
    const { submissionId, linkId } = await sent({ userId: '1001', bytes: ann });
    await service.write(({ consents }) =>
      consents.add(
        { ...{ collection: 'default', userId: '1001', linkId }, answer: 'no', at: '2999-01-01' },
        CONSENT,
      ),
    );
    expect(await desk.approve(submissionId, OPERATOR, [])).toMatchObject({
      ...{ kind: 'refused', code: 'CONSENT_MISSING' },
    });
    expect(rows('SELECT * FROM templates')).toEqual([]);
  });

  it('enrolls nobody else who has the user ID of a person who was renamed meanwhile', async () => {
    const { desk, sent, service, rows } = await reviewing();
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    const renaming = service.write((store) => {
      const { renames, users } = store.collection('default', '');
      const now = new Date().toISOString();
      renames.rename('1001', '2001', now);
      users.create('1001', { known: {}, extra: {} }, now);
    });
    const approving = desk.approve(submissionId, OPERATOR, []);
    await renaming;
    expect(await approving).toMatchObject({ kind: 'refused', code: 'USER_NOT_FOUND' });
    expect(rows('SELECT * FROM templates')).toEqual([]);
    expect(await desk.approve(submissionId, OPERATOR, [])).toMatchObject({ kind: 'approved' });
    expect(rows('SELECT user_id FROM templates')).toEqual([{ user_id: '2001' }]);
  });

  it('is done by one of two operators, at the same time or later', async () => {
    const { desk, sent, rows, audited } = await reviewing();
    const { submissionId } = await sent({ userId: '1001', bytes: ann, email: EMAIL });
    const both = await Promise.all([1, 2].map(() => desk.approve(submissionId, OPERATOR, [])));
    expect(kindsOf(both)).toEqual(['approved', 'decided before']);
    expect(await desk.approve(submissionId, OPERATOR, [])).toEqual({
      ...{ kind: 'decided before', state: 'approved' },
    });
    expect(rows('SELECT * FROM templates')).toHaveLength(1);
    expect(rows('SELECT * FROM mails')).toHaveLength(1);
    expect(audited()).toHaveLength(1);
  });

  it('or denying wins, and never both', async () => {
    const { desk, sent, rows } = await reviewing();
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    const why = { reason: 'BLURRED', note: null } as const;
    const [approved, denied] = await Promise.all([
      desk.approve(submissionId, OPERATOR, []),
      desk.deny(submissionId, OPERATOR, why),
    ]);
    expect(kindsOf([approved, denied]).filter((kind) => kind !== 'decided before')).toHaveLength(1);
    expect(rows('SELECT * FROM templates')).toHaveLength(approved.kind === 'approved' ? 1 : 0);
  });

  it('is of nothing where there is no such photo', async () => {
    const { desk } = await reviewing();
    expect(await desk.approve('000000000000', OPERATOR, [])).toEqual({ kind: 'unknown' });
  });
});

describe('denying', () => {
  it('deletes the photo, and queues a mail with a fresh link on the same terms', async () => {
    const { desk, sent, mails, rows, audited } = await reviewing();
    const terms = { seconds: 7 * 86_400, attempts: 3, review: true };
    const { submissionId } = await sent({ userId: '1001', bytes: ann, email: EMAIL, terms });
    const why = { reason: 'OTHER', note: 'Please without the cat.' } as const;
    expect(await desk.deny(submissionId, OPERATOR, why)).toEqual({
      ...{ kind: 'denied', isMailed: true },
    });
    expect(mails()).toEqual([
      {
        ...{ userId: '1001', kind: 'denied', state: 'waiting', denial: why },
        terms: { ...DEFAULT_TERMS, ...terms },
      },
    ]);
    expect(rows('SELECT photo, edited FROM submissions')).toEqual([{ photo: null, edited: null }]);
    expect(audited()).toEqual([
      { action: 'REVIEW_DENIED', userId: '1001', submission: submissionId, reason: 'OTHER' },
    ]);
    expect(await desk.deny(submissionId, OPERATOR, why)).toEqual({
      ...{ kind: 'decided before', state: 'denied' },
    });
    expect(desk.photo(submissionId)).toBeUndefined();
  });

  it('is mailed in place of a link that waits to be sent', async () => {
    const { desk, sent, service, mails } = await reviewing();
    const user = { collection: 'default', userId: '1001' };
    const { submissionId } = await sent({ ...user, bytes: ann, email: EMAIL });
    const link = { ...user, kind: 'link', terms: DEFAULT_TERMS, denial: null } as const;
    await service.write((store) => store.mails.add(link, new Date().toISOString()));
    await desk.deny(submissionId, OPERATOR, { reason: 'BLURRED', note: null });
    expect(mails()).toMatchObject([
      { kind: 'link', state: 'canceled' },
      { kind: 'denied', state: 'waiting' },
    ]);
  });

  it('tells nobody where there is no address, or no mail can be sent', async () => {
    const { desk, sent, service, mails } = await reviewing();
    const why = { reason: 'BLURRED', note: null } as const;
    const first = await sent({ userId: '1001', bytes: ann });
    expect(await desk.deny(first.submissionId, OPERATOR, why)).toMatchObject({ isMailed: false });
    expect(mails()).toEqual([]);
    const second = await sent({ userId: '1002', bytes: ann, email: EMAIL });
    const withoutMail = makeReviewDesk(service, undefined);
    expect(await withoutMail.deny(second.submissionId, OPERATOR, why)).toMatchObject({
      isMailed: false,
    });
    // It goes out once somebody sends.
    expect(mails()).toMatchObject([{ kind: 'denied', state: 'waiting' }]);
  });

  it.each([
    ['OTHER', null, /needs a note/],
    ['OTHER', '  ', /needs a note/],
    ['BLURRED', 'x'.repeat(1_001), /at most 1000/],
    ['BLURRED', 'a\u0007b', /control character/],
  ] as const)('is refused for %s with the note %j', async (reason, note, problem) => {
    const { desk, sent } = await reviewing();
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    await expect(desk.deny(submissionId, OPERATOR, { reason, note })).rejects.toThrow(problem);
    expect(desk.list('default')).toHaveLength(1);
  });

  it('is not for a key that was revoked meanwhile', async () => {
    const { desk, sent, service } = await reviewing();
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    const now = new Date().toISOString();
    const { keyId } = await service.write(({ apiKeys }) => {
      const what = { name: 'k', scopes: ['review'] as const, collections: null };
      const key = apiKeys.create({ ...what, expiresAt: null, jwt: false }, now);
      apiKeys.revoke(key.keyId, now);
      return key;
    });
    const by = { ...OPERATOR, keyId };
    const why = { reason: 'BLURRED', note: null } as const;
    await expect(desk.deny(submissionId, by, why)).rejects.toThrow(/no longer works/);
    await expect(desk.approve(submissionId, by, [])).rejects.toThrow(/no longer works/);
    expect(desk.list('default')).toHaveLength(1);
  });
});

describe('cropping and turning', () => {
  const crop = { left: 0.25, top: 0, width: 0.5, height: 1 };

  it('keeps the photo beside the one that was sent, and judges it again', async () => {
    const { desk, sent, audited, rows } = await reviewing();
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    const item = await desk.edit(submissionId, OPERATOR, { turn: 90, crop });
    expect(item).toMatchObject({ isEdited: true, failure: null, quality: expect.any(Number) });
    const edited = desk.photo(submissionId);
    expect(Buffer.from(edited ?? []).toString()).toContain('"turn":90');
    expect(audited()).toEqual([
      { action: 'REVIEW_EDITED', userId: '1001', submission: submissionId, turn: 90, crop },
    ]);
    expect(await desk.show(submissionId, OPERATOR)).toMatchObject({ isEdited: true });
    await desk.approve(submissionId, OPERATOR, []);
    expect(rows('SELECT file_name FROM templates')).toEqual([{ file_name: `${submissionId}.jpg` }]);
  });

  it('starts from the photo as it was sent, and can be taken back', async () => {
    const { desk, sent } = await reviewing();
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    await desk.edit(submissionId, OPERATOR, { turn: 90 });
    await desk.edit(submissionId, OPERATOR, { turn: 180 });
    expect(Buffer.from(desk.photo(submissionId) ?? []).toString()).toBe('ann edited {"turn":180}');
    expect(await desk.edit(submissionId, OPERATOR, undefined)).toMatchObject({ isEdited: false });
    expect(desk.photo(submissionId)).toEqual(ann);
  });

  it('to nothing tells so, and then the photo cannot be approved', async () => {
    const { desk, sent } = await reviewing();
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    const tiny = { ...crop, width: 0.01 };
    expect(await desk.edit(submissionId, OPERATOR, { turn: 0, crop: tiny })).toMatchObject({
      ...{ isEdited: true, quality: null, failure: { code: 'FACE_NOT_FOUND' } },
    });
    expect(await desk.approve(submissionId, OPERATOR, [])).toMatchObject({
      ...{ kind: 'refused', code: 'FACE_NOT_FOUND' },
    });
  });

  it('out of the photo is refused', async () => {
    const { desk, sent } = await reviewing();
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    for (const wrong of [{ left: 0.6 }, { width: 0 }, { top: -0.1 }, { height: Number.NaN }]) {
      const edit = { turn: 0, crop: { ...crop, ...wrong } } as const;
      await expect(desk.edit(submissionId, OPERATOR, edit)).rejects.toThrow(/not within/);
    }
  });

  it('is nothing once the photo is decided on', async () => {
    const { desk, sent } = await reviewing();
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    await desk.deny(submissionId, OPERATOR, { reason: 'BLURRED', note: null });
    expect(await desk.edit(submissionId, OPERATOR, { turn: 90 })).toBeUndefined();
  });
});

describe('the history', () => {
  it('keeps what was decided and why, also of what a later photo replaced', async () => {
    const { desk, sent } = await reviewing();
    const first = await sent({ userId: '1001', bytes: ann });
    await desk.deny(first.submissionId, OPERATOR, { reason: 'OTHER', note: 'A cat.' });
    await sent({ userId: '1001', bytes: ann });
    const third = await sent({ userId: '1001', bytes: photoOf('ann', 3).bytes });
    await desk.approve(third.submissionId, { ...OPERATOR, reference: 'T-1' }, []);
    expect(desk.history('default', '1001')).toMatchObject([
      {
        state: 'denied',
        denial: { reason: 'OTHER', note: 'A cat.' },
        decidedBy: expect.anything(),
      },
      { state: 'replaced', denial: null, decidedBy: null },
      { state: 'approved', denial: null },
    ]);
  });
});

describe('the face on record', () => {
  it('is the profile image, or else the thumbnail of the newest face', async () => {
    const { desk, service } = await reviewing();
    await enrolled(service, '1001', [photoOf('ann')]);
    expect(desk.onRecord('default', '1001')).toBeUndefined();
    const jpegs = ['thumbnail', 'profile image'].map((text) => Buffer.from(text));
    const [jpeg = Buffer.alloc(0), image = Buffer.alloc(0)] = jpegs;
    const landmarks = [1, 2, 3, 4, 5].map((n) => ({ x: n, y: n }));
    await service.write((store) => {
      const [face] = store.gallery('default').faces.ofUser('1001');
      const { thumbnails } = store.collection('default', '');
      thumbnails.put(face?.faceId ?? '', '1001', { jpeg, landmarks });
    });
    expect(desk.onRecord('default', '1001')).toEqual(jpeg);
    await service.write((store) => {
      const { templates } = store.collection('default', '');
      templates.setProfileImage('1001', image, 'digest', new Date().toISOString());
    });
    expect(desk.onRecord('default', '1001')).toEqual(image);
  });
});
