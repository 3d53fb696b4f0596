import { describe, expect, it, vi } from 'vitest';
import { stateOf } from '../../support/pages.js';
import { cookieOf, reviewApp } from '../../support/review-app.js';
import { enrolled, photoOf } from '../../support/service.js';

const ann = photoOf('ann').bytes;
const EMAIL = 'ann@example.com';
const WRONG = '/review/000000000000';

const nextIn = (body: string): string =>
  (/name="next" value="([^"]*)"/.exec(body)?.[1] ?? '').replaceAll('&amp;', '&');

describe('signing in', () => {
  it('is asked for, and then shows what waits', async () => {
    const { get, operator, used } = await reviewApp();
    const before = await get('/review');
    expect([before.statusCode, stateOf(before.body)]).toEqual([200, 'signin']);
    const after = await (await operator()).get('/review');
    expect([after.statusCode, stateOf(after.body)]).toEqual([200, 'queue']);
    expect(after.body).toContain('No photos are waiting');
    expect(after.body).toContain('front desk');
    expect(used).toContain('k1 reviewSignIn');
  });

  it('leads to the page that was opened, whichever key was tried first', async () => {
    const { get, post, sent } = await reviewApp();
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    for (const page of [`/review/${submissionId}`, '/review?collection=berlin&page=2']) {
      const next = nextIn((await get(page)).body);
      const wrong = await post('/review/sign-in', { key: 'wrong', next });
      const { headers } = await post('/review/sign-in', { key: 'desk', next: nextIn(wrong.body) });
      expect(headers.location).toBe(page);
    }
    const form = await post(`/review/${submissionId}/deny`, { reason: 'BLURRED' });
    expect(nextIn(form.body)).toBe(`/review/${submissionId}`);
    expect(form.body).toContain('nothing was done');
  });

  it.each([
    ...['https://evil.example', '//evil.example', '/reviews', '/review/../e/x', '/e/x', ''],
    ...['/review/sign-out', '/review\r\nset-cookie: a=b', '/review\\evil.example'],
  ])('leads to no other page than those of operators: %j', async (next) => {
    const { post } = await reviewApp();
    const { headers } = await post('/review/sign-in', { key: 'desk', next });
    expect(headers.location).toBe('/review');
  });

  it('makes a cookie that scripts and other sites do not get', async () => {
    const { post } = await reviewApp();
    const answer = await post('/review/sign-in', { key: 'desk' });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/review']);
    expect(String(answer.headers['set-cookie'])).toMatch(
      /^faceenroll_review=[\w-]{43}; Path=\/review; HttpOnly; SameSite=Strict$/,
    );
    const https = await reviewApp({}, 'https://faces.example.com');
    const secure = await https.post('/review/sign-in', { key: 'desk' });
    expect(String(secure.headers['set-cookie'])).toMatch(/; Secure$/);
  });

  it.each([
    ['wrong', 401, 'wrong, revoked or expired'],
    ['', 401, 'wrong, revoked or expired'],
    ['reader', 403, 'lacks the scope'],
  ])('with the key %j is refused', async (key, status, text) => {
    const { post } = await reviewApp();
    const { statusCode, body, headers } = await post('/review/sign-in', { key });
    expect([statusCode, stateOf(body)]).toEqual([status, 'signin']);
    expect(body).toContain(text);
    expect(headers['set-cookie']).toBeUndefined();
  });

  it('is throttled for whoever guesses', async () => {
    const { post } = await reviewApp();
    for (const key of ['a', 'b', 'c']) await post('/review/sign-in', { key });
    const { statusCode, headers } = await post('/review/sign-in', { key: 'desk' });
    expect(statusCode).toBe(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  });

  it('ends a session that the browser had before', async () => {
    const { post, get, operator } = await reviewApp();
    const { cookie } = await operator();
    const again = await post('/review/sign-in', { key: 'desk' }, { cookie });
    expect(cookieOf(again)).not.toBe(cookie);
    expect(stateOf((await get('/review', { cookie })).body)).toBe('signin');
  });

  it('is over when somebody signs out', async () => {
    const { operator } = await reviewApp();
    const one = await operator();
    const { statusCode, headers } = await one.post('/review/sign-out');
    expect([statusCode, headers['set-cookie']]).toEqual([
      ...[303, expect.stringContaining('Max-Age=0')],
    ]);
    expect(stateOf((await one.get('/review')).body)).toBe('signin');
  });

  it('is over as soon as the key is revoked or has lost the scope', async () => {
    const { operator, keys, sent } = await reviewApp();
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    const one = await operator();
    const photo = `/review/${submissionId}/photo`;
    expect((await one.get(photo)).statusCode).toBe(200);
    keys.delete('k1');
    expect((await one.get(photo)).statusCode).toBe(401);
    expect((await one.act(submissionId, 'approve')).statusCode).toBe(401);
    expect(stateOf((await one.get('/review')).body)).toBe('signin');
  });
});

describe('without a session', () => {
  it.each([
    ['GET', WRONG],
    ['GET', `${WRONG}/photo`],
    ['GET', `${WRONG}/on-record?user=1001`],
    ['POST', `${WRONG}/approve`],
    ['POST', `${WRONG}/deny`],
    ['POST', `${WRONG}/edit`],
    ['POST', '/review/marked/approve'],
    ['POST', '/review/marked/deny'],
  ] as const)('%s %s leads to the form', async (method, url) => {
    const { app } = await reviewApp();
    for (const cookie of ['', 'faceenroll_review=guessed']) {
      const { statusCode, body } = await app.inject({ method, url, headers: { cookie } });
      expect([statusCode, stateOf(body)]).toEqual([401, 'signin']);
    }
  });
});

describe('a form', () => {
  it.each([
    ['without a token', { csrf: '' }, {}],
    ['with another token', { csrf: 'x'.repeat(43) }, {}],
    ['of another site', {}, { 'sec-fetch-site': 'cross-site' }],
    ['of a sister site', {}, { 'sec-fetch-site': 'same-site' }],
    ['of another origin', {}, { origin: 'https://evil.example' }],
    ['of an origin that is hidden', {}, { origin: 'null' }],
  ])('%s does nothing', async (_, fields, headers) => {
    const { operator, sent, rows } = await reviewApp();
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    const one = await operator();
    const forms = {
      [`/review/${submissionId}/approve`]: {},
      [`/review/${submissionId}/deny`]: { reason: 'BLURRED' },
      [`/review/${submissionId}/edit`]: { act: 'right' },
      '/review/marked/approve': { photo: submissionId },
      '/review/sign-out': {},
    };
    for (const [url, own] of Object.entries(forms)) {
      const { statusCode } = await one.post(url, { ...own, ...fields }, headers);
      expect([url, statusCode]).toEqual([url, 403]);
    }
    expect(rows('SELECT state, edited FROM submissions')).toEqual([
      { state: 'waiting', edited: null },
    ]);
    expect(stateOf((await one.get('/review')).body)).toBe('queue');
  });

  it('of this site is taken, by its own name or the public one', async () => {
    const { operator } = await reviewApp({}, 'https://faces.example.com');
    for (const headers of [
      { origin: 'http://faces:8380', host: 'faces:8380' },
      { origin: 'https://faces.example.com' },
      { origin: 'null', 'sec-fetch-site': 'same-origin' },
    ]) {
      const one = await operator();
      expect((await one.post('/review/sign-out', {}, headers)).statusCode).toBe(303);
    }
  });

  it('that signs in from another site is refused', async () => {
    const { post } = await reviewApp();
    const headers = { 'sec-fetch-site': 'cross-site' };
    const answer = await post('/review/sign-in', { key: 'desk' }, headers);
    expect([answer.statusCode, answer.headers['set-cookie']]).toEqual([403, undefined]);
  });

  it('of another kind is not read', async () => {
    const { operator, app } = await reviewApp();
    const { cookie, csrf } = await operator();
    const answer = await app.inject({
      ...{ method: 'POST', url: '/review/sign-out', headers: { cookie }, payload: { csrf } },
    });
    expect(answer.statusCode).toBe(415);
  });
});

describe('the queue', () => {
  it('shows what waits, why, and whom it looks like', async () => {
    const { operator, sent, service } = await reviewApp();
    await enrolled(service, '1003', [photoOf('ann', 2)]);
    const reasons = [{ code: 'REVIEW', message: 'every photo waits' }];
    const { submissionId } = await sent({ userId: '1001', bytes: ann, name: 'Ann', reasons });
    const { body } = await (await operator()).get('/review');
    expect(body).toContain('Photos waiting for review: 1');
    for (const text of [
      '1001',
      'Ann',
      'every photo waits',
      '0.80',
      'Looks like 1003 (similarity 1.00)',
    ]) {
      expect(body).toContain(text);
    }
    expect(body).toContain(`/review/${submissionId}/photo?size=small`);
  });

  it('comes in pages, the oldest first', async () => {
    const { operator, sent } = await reviewApp();
    for (let n = 0; n < 26; n += 1) await sent({ userId: `u${n}`, bytes: ann });
    const one = await operator();
    const [first, second] = [await one.get('/review'), await one.get('/review?page=2')];
    expect(first.body.match(/data-card/g)).toHaveLength(25);
    expect(first.body).toContain('rel="next"');
    expect(second.body.match(/data-card/g)).toHaveLength(1);
    expect(second.body).toContain('Mark <bdi>u25</bdi>');
    expect((await one.get('/review?page=99')).body).toContain('Page 2 of 2');
  });

  it('has a menu of the collections of the key, and of no others', async () => {
    const { operator, sent } = await reviewApp();
    await sent({ userId: '1001', bytes: ann });
    const { submissionId } = await sent({ userId: '2001', bytes: ann, collection: 'berlin' });
    const desk = await operator();
    expect((await desk.get('/review')).body).toContain('<option value="berlin">berlin (1)');
    expect((await desk.get('/review?collection=berlin')).body).toContain('2001');
    const berlin = await operator('berlin');
    for (const url of ['/review', '/review?collection=default']) {
      const { body } = await berlin.get(url);
      expect([
        body.includes('2001'),
        body.includes('1001'),
        body.includes('<select id="collection"'),
      ]).toEqual([...[true, false, false]]);
    }
    expect((await berlin.get(`/review/${submissionId}`)).statusCode).toBe(200);
  });
});

describe('photos of collections that the key may not know of', () => {
  it('are as if they were not there', async () => {
    const { operator, sent, rows } = await reviewApp();
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    await sent({ userId: '2001', bytes: ann, collection: 'berlin' });
    const berlin = await operator('berlin');
    for (const url of ['', '/photo', '/on-record?user=1001']) {
      expect((await berlin.get(`/review/${submissionId}${url}`)).statusCode).toBe(404);
    }
    for (const [act, fields] of [
      ['approve', {}],
      ['deny', { reason: 'BLURRED' }],
      ['edit', { act: 'right' }],
    ] as const) {
      expect((await berlin.post(`/review/${submissionId}/${act}`, fields)).statusCode).toBe(404);
    }
    const marked = await berlin.post('/review/marked/approve', { photo: submissionId });
    expect(marked.statusCode).toBe(422);
    expect(rows("SELECT state FROM submissions WHERE user_id = '1001'")).toEqual([
      { state: 'waiting' },
    ]);
  });
});

describe('a photo', () => {
  it('is what its bytes say, and is kept by nobody', async () => {
    const { operator, sent } = await reviewApp();
    const png = Buffer.from('89504e470d0a1a0a', 'hex');
    const jpeg = Buffer.from('ffd8ffe000104a46', 'hex');
    const one = await operator();
    for (const [bytes, type] of [
      [png, 'image/png'],
      [jpeg, 'image/jpeg'],
      [Buffer.from('<script>'), 'application/octet-stream'],
    ] as const) {
      const { submissionId } = await sent({ userId: '1001', bytes });
      const { headers, rawPayload } = await one.get(`/review/${submissionId}/photo`);
      expect(rawPayload).toEqual(bytes);
      expect(headers).toMatchObject({
        ...{ 'content-type': type, 'cache-control': 'no-store', 'content-disposition': 'inline' },
        ...{ 'x-content-type-options': 'nosniff' },
        'cross-origin-resource-policy': 'same-origin',
      });
    }
  });

  it('shows faces on record of those it concerns, and of nobody else', async () => {
    const { operator, sent, service } = await reviewApp();
    const image = Buffer.from('ffd8ffe000104a46', 'hex');
    for (const user of ['1002', '1003']) {
      await enrolled(service, user, [photoOf(user === '1002' ? 'ann' : 'bob', 2)]);
      await service.write((store) =>
        store
          .collection('default', '')
          .templates.setProfileImage(user, image, 'digest', new Date().toISOString()),
      );
    }
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    const one = await operator();
    expect((await one.get(`/review/${submissionId}`)).body).toContain('on-record?user=1002');
    const record = (user: string) => one.get(`/review/${submissionId}/on-record?user=${user}`);
    expect((await record('1002')).rawPayload).toEqual(image);
    expect((await record('1003')).statusCode).toBe(404);
    expect((await record('1001')).statusCode).toBe(404);
  });

  it('that is not there is told by a page', async () => {
    const { operator } = await reviewApp();
    const { statusCode, body } = await (await operator()).get(WRONG);
    expect([statusCode, stateOf(body)]).toEqual([404, 'problem']);
  });
});

describe('approving', () => {
  it('enrolls, says who is told, names the key, and goes to the next photo', async () => {
    const { operator, sent, rows, used } = await reviewApp();
    const first = await sent({ userId: '1001', bytes: ann, email: EMAIL });
    const second = await sent({ userId: '1002', bytes: photoOf('bob').bytes });
    const one = await operator();
    const answer = await one.act(first.submissionId, 'approve');
    const next = `/review/${second.submissionId}`;
    expect([answer.statusCode, answer.headers.location]).toEqual([303, next]);
    const { body } = await one.get(next);
    expect(body).toContain('1001 was approved and is enrolled. The person is told by e-mail.');
    expect((await one.get(next)).body).not.toContain('1001 was approved');
    expect(rows('SELECT state, decided_by FROM submissions ORDER BY user_id')).toEqual([
      { state: 'approved', decided_by: 'k1' },
      { state: 'waiting', decided_by: null },
    ]);
    const last = await one.act(second.submissionId, 'approve');
    expect(last.headers.location).toBe('/review?collection=default');
    expect((await one.get('/review')).body).toContain(
      '1002 was approved and is enrolled. The person is not told',
    );
    expect(used).toContain('k1 reviewDecision');
  });

  it('of a face that looks like others needs a tick for each of them', async () => {
    const { operator, sent, service, rows } = await reviewApp();
    await enrolled(service, '1002', [photoOf('ann', 2)]);
    const reasons = [{ code: 'DUPLICATE_OF_ENROLLED_USER', message: 'x' }];
    const { submissionId } = await sent({ userId: '1001', bytes: ann, reasons });
    const one = await operator();
    const { body } = await one.get(`/review/${submissionId}`);
    expect(body.match(/name="allow" value="1002" required/g)).toHaveLength(1);
    for (const fields of [{}, { allow: '1003' }]) {
      const refused = await one.act(submissionId, 'approve', fields);
      expect([refused.statusCode, stateOf(refused.body)]).toEqual([422, 'problem']);
    }
    const many = await one.post('/review/marked/approve', { photo: submissionId });
    expect(many.statusCode).toBe(303);
    expect((await one.get('/review')).body).toContain('was not approved: it looks like 1002');
    expect(rows('SELECT state FROM submissions')).toEqual([{ state: 'waiting' }]);
    await one.act(submissionId, 'approve', { allow: '1002' });
    expect(rows('SELECT state FROM submissions')).toEqual([{ state: 'approved' }]);
  });

  it('needs it as well where imports do not look for duplicates', async () => {
    const { operator, sent, service, rows } = await reviewApp({ duplicates: 'off' });
    await enrolled(service, '1002', [photoOf('ann', 2)]);
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    const one = await operator();
    expect((await one.act(submissionId, 'approve')).statusCode).toBe(422);
    await one.post('/review/marked/approve', { photo: submissionId });
    expect(rows('SELECT state FROM submissions')).toEqual([{ state: 'waiting' }]);
    expect((await one.act(submissionId, 'approve', { allow: '1002' })).statusCode).toBe(303);
  });

  it('by the second of two operators says who was first', async () => {
    const { operator, sent, rows } = await reviewApp();
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    const [one, other] = [await operator(), await operator()];
    await one.act(submissionId, 'deny', { reason: 'BLURRED' });
    await other.act(submissionId, 'approve');
    expect((await other.get('/review')).body).toContain('1001 was already denied by front desk');
    expect(rows('SELECT * FROM templates')).toEqual([]);
    const { body } = await other.get(`/review/${submissionId}`);
    expect(body).toContain('This photo was already denied');
    expect(body).not.toContain('id="approve"');
  });

  it('is about the photo that was seen', async () => {
    const { operator, sent, rows } = await reviewApp();
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    const one = await operator();
    await one.act(submissionId, 'edit', { act: 'right' });
    for (const act of ['approve', 'edit']) {
      const late = await one.post(`/review/${submissionId}/${act}`, { version: 'of before' });
      expect([late.statusCode, stateOf(late.body)]).toEqual([409, 'problem']);
    }
    expect(rows('SELECT state FROM submissions')).toEqual([{ state: 'waiting' }]);
  });
});

describe('denying', () => {
  it('needs a reason, and a note for OTHER', async () => {
    const { operator, sent, rows } = await reviewApp();
    const { submissionId } = await sent({ userId: '1001', bytes: ann, email: EMAIL });
    const one = await operator();
    for (const fields of [{}, { reason: '' }, { reason: 'UGLY' }, { reason: 'OTHER', note: ' ' }]) {
      const { statusCode } = await one.act(submissionId, 'deny', fields);
      expect(statusCode).toBeGreaterThanOrEqual(400);
    }
    expect(rows('SELECT state FROM submissions')).toEqual([{ state: 'waiting' }]);
    await one.act(submissionId, 'deny', { reason: 'OTHER', note: 'No hat,\r\nplease.' });
    const [{ denial }] = rows('SELECT denial FROM submissions');
    expect(JSON.parse(denial)).toEqual({ reason: 'OTHER', note: 'No hat,\nplease.' });
    expect((await one.get('/review')).body).toContain(
      '1001 was denied. The person is told by e-mail.',
    );
  });

  it('that lacks a reason comes back with its note', async () => {
    const { operator, sent } = await reviewApp();
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    const one = await operator();
    const note = 'No hat,\r\n<please>.';
    const answer = await one.act(submissionId, 'deny', { note });
    expect([answer.statusCode, stateOf(answer.body)]).toEqual([422, 'item']);
    expect(answer.body).toContain('id="denial" open>');
    expect(answer.body).toContain('Choose a reason: the person is told it.');
    expect(answer.body).toContain('>No hat,\n&lt;please&gt;.</textarea>');
    const other = await one.act(submissionId, 'deny', { reason: 'OTHER' });
    expect(other.body).toContain('<option value="OTHER" selected>');
    expect(other.body).toContain('OTHER needs a note');
    expect((await one.get(`/review/${submissionId}`)).body).not.toContain('id="denial" open>');
  });

  it('of many that lacks something comes back with note, reason and marks', async () => {
    const { operator, sent, rows } = await reviewApp();
    const first = await sent({ userId: '1001', bytes: ann });
    await sent({ userId: '1002', bytes: ann });
    const one = await operator();
    const marks = (body: string) => body.match(/id="mark-\w+" checked/g);
    const photo = first.submissionId;
    const bare = await one.post('/review/marked/deny', { photo, note: 'No hat.' });
    expect([bare.statusCode, stateOf(bare.body)]).toEqual([422, 'queue']);
    expect(bare.body).toContain('>No hat.</textarea>');
    expect(marks(bare.body)).toEqual([`id="mark-${photo}" checked`]);
    const unmarked = await one.post('/review/marked/deny', { reason: 'BLURRED', note: 'No hat.' });
    expect(unmarked.body).toContain('No photo is marked.');
    expect(unmarked.body).toContain('<option value="BLURRED" selected>');
    expect(unmarked.body).toContain('>No hat.</textarea>');
    expect(marks(unmarked.body)).toBeNull();
    expect(rows('SELECT DISTINCT state FROM submissions')).toEqual([{ state: 'waiting' }]);
  });

  it('of many that fails at one tells of those before it', async () => {
    const { operator, sent, desk } = await reviewApp();
    const photo: string[] = [];
    for (const userId of ['1001', '1002']) {
      photo.push((await sent({ userId, bytes: ann })).submissionId);
    }
    const one = await operator();
    const { deny } = desk;
    vi.spyOn(desk, 'deny').mockImplementation(async (id, ...rest) => {
      if (id === photo[1]) throw new Error('the disk is full');
      return deny(id, ...rest);
    });
    const answer = await one.post('/review/marked/deny', { photo, reason: 'BLURRED' });
    expect(answer.statusCode).toBe(500);
    const { body } = await one.get('/review');
    expect(body).toContain('1001 was denied.');
    expect(body).not.toContain('1002 was denied.');
  });

  it('is done to all that are marked, with one reason', async () => {
    const { operator, sent, rows } = await reviewApp();
    const photo = [];
    for (const userId of ['1001', '1002', '1003']) {
      photo.push((await sent({ userId, bytes: ann })).submissionId);
    }
    const one = await operator();
    const none = await one.post('/review/marked/deny', { reason: 'BLURRED' });
    expect(none.statusCode).toBe(422);
    await one.post('/review/marked/deny', { photo: photo.slice(0, 2), reason: 'BLURRED' });
    expect(rows('SELECT state FROM submissions ORDER BY user_id')).toEqual([
      ...[{ state: 'denied' }, { state: 'denied' }, { state: 'waiting' }],
    ]);
    const { body } = await one.get('/review');
    expect(body).toContain('1001 was denied.');
    expect(body).toContain('1002 was denied.');
  });
});

describe('cropping and turning', () => {
  it('goes on from the photo as it is shown, and can be taken back', async () => {
    const { operator, sent, desk } = await reviewApp();
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    const one = await operator();
    const shown = () => Buffer.from(desk.photo(submissionId) ?? []).toString();
    const half = { act: 'crop', left: '0', top: '0', width: '50', height: '100' };
    const first = await one.act(submissionId, 'edit', half);
    expect(first.headers.location).toBe(`/review/${submissionId}`);
    expect(shown()).toContain('{"turn":0,"crop":{"left":0,"top":0,"width":0.5,"height":1}}');
    await one.act(submissionId, 'edit', { act: 'right' });
    expect(shown()).toContain('{"turn":90,"crop":{"left":0,"top":0,"width":1,"height":0.5}}');
    await one.act(submissionId, 'edit', { act: 'left' });
    await one.act(submissionId, 'edit', half);
    expect(shown()).toContain('"width":0.25');
    expect((await one.get(`/review/${submissionId}`)).body).toContain(
      'cropped or turned by an operator',
    );
    await one.act(submissionId, 'edit', { act: 'back' });
    expect(shown()).toBe('ann 1');
  });

  it('of one that another program has cropped must be taken back first', async () => {
    const { operator, sent, desk } = await reviewApp();
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    await desk.edit(submissionId, { signal: new AbortController().signal }, { turn: 90 });
    const one = await operator();
    const { body } = await one.get(`/review/${submissionId}`);
    expect(body).toContain('take that back first');
    expect(body).not.toContain('value="right"');
    expect((await one.act(submissionId, 'edit', { act: 'right' })).statusCode).toBe(409);
    await one.act(submissionId, 'edit', { act: 'back' });
    expect((await one.act(submissionId, 'edit', { act: 'right' })).statusCode).toBe(303);
  });

  it.each([
    { act: 'crop', left: '60', top: '0', width: '50', height: '100' },
    { act: 'crop', left: '0', top: '0', width: '', height: '100' },
    { act: 'spin' },
  ])('by %j is refused', async (fields) => {
    const { operator, sent, rows } = await reviewApp();
    const { submissionId } = await sent({ userId: '1001', bytes: ann });
    const { statusCode, body } = await (await operator()).act(submissionId, 'edit', { ...fields });
    expect([Math.floor(statusCode / 100), stateOf(body)]).toEqual([4, 'problem']);
    expect(rows('SELECT edited FROM submissions')).toEqual([{ edited: null }]);
  });
});

describe('what strangers have written', () => {
  it('is text on every page', async () => {
    const { operator, sent } = await reviewApp();
    const evil = '"><script>alert(1)</script>\u202e';
    const reasons = [{ code: 'X', message: evil }];
    const one = await operator();
    const before = await sent({ userId: "u'><b>", bytes: ann, name: evil, reasons });
    await one.act(before.submissionId, 'deny', { reason: 'OTHER', note: evil });
    const { submissionId } = await sent({ userId: "u'><b>", bytes: ann, name: evil, reasons });
    for (const url of ['/review', `/review/${submissionId}`, `/review/${before.submissionId}`]) {
      const { body } = await one.get(url);
      expect(body).toContain('&lt;script&gt;alert(1)');
      expect(body).not.toMatch(/<script>|<img src=x|<b>/);
    }
  });
});

describe('every answer', () => {
  it('has the headers of a page without a camera', async () => {
    const { get } = await reviewApp();
    for (const url of ['/review', WRONG, '/review/%zz']) {
      const { headers } = await get(url);
      expect(headers).toMatchObject({
        'content-security-policy': expect.stringMatching(
          /^default-src 'none'; script-src 'self';.*form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
        ),
        'permissions-policy': 'camera=(), microphone=(), geolocation=()',
        ...{ 'cache-control': 'no-store', 'x-frame-options': 'DENY' },
        'content-type': 'text/html; charset=utf-8',
      });
    }
    expect((await get('/review')).headers['referrer-policy']).toBe('same-origin');
  });

  it('is in the log with the key, and without photo, user and name', async () => {
    const { operator, sent, log } = await reviewApp();
    const { submissionId } = await sent({ userId: 'user-1001', bytes: ann, name: 'Ann' });
    const one = await operator();
    await one.act(submissionId, 'approve');
    const lines = log.join('');
    expect(lines).toContain('"route":"/review/:id/approve","status":303,"key":"k1"');
    for (const secret of [submissionId, 'user-1001', 'Ann', one.csrf, one.cookie]) {
      expect(lines).not.toContain(secret);
    }
  });
});
