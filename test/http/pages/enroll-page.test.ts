import { describe, expect, it, test } from 'vitest';
import type { OpenLink } from '../../../src/operations/links/types.js';
import { ServiceBusyError } from '../../../src/operations/serving/service-busy.js';
import { appWith, formOf } from '../../support/http-app.js';
import { FakeLinkDesk, LINK, OPEN } from '../../support/link-desk.js';
import { innerTextOf, stateOf } from '../../support/pages.js';

type Fields = Parameters<typeof formOf>[0];

const PHOTO: Fields[number] = ['photo', new Blob(['not a photo']), 'me.jpg'];
const COMPLETE: Fields = [['act', 'send'], ['lang', 'en'], ['agree', 'yes'], PHOTO];

async function scene(links = new FakeLinkDesk(), settings = {}) {
  const { app, log, server } = await appWith(
    { settings: { storeThumbnails: 'none', ...settings } as never },
    undefined,
    { links },
  );
  const get = (url: string, headers = {}) => app.inject({ url, headers });
  const post = (token: string, fields: Fields = COMPLETE, more = {}) =>
    app.inject({ method: 'POST', url: `/e/${token}`, payload: formOf(fields), ...more });
  return { app, log, server, links, get, post };
}

const linkWith = (more: Partial<OpenLink>) =>
  new FakeLinkDesk(new Map([['t', { ...OPEN, ...more }]]));

describe('the page of a link', () => {
  it('that works asks for consent and a photo', async () => {
    const { get } = await scene();
    const { statusCode, headers, body } = await get('/e/t');
    expect([statusCode, stateOf(body)]).toEqual([200, 'form']);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(body).toContain('<input type="checkbox" id="agree" name="agree" value="yes">');
    expect(body).toContain('accept="image/jpeg,image/png"');
    expect(body).not.toContain('capture');
  });

  it('that is unknown, used or revoked is the same to the byte, whoever asks how', async () => {
    const { get, post, app, links } = await scene();
    const [one, other, posted] = [await get('/e/x'), await get('/e/y/'), await post('z')];
    expect([one.statusCode, stateOf(one.body)]).toEqual([404, 'gone']);
    expect(other.body).toBe(one.body);
    expect(posted.body).toBe(one.body);
    expect(posted.statusCode).toBe(404);
    expect((await app.inject({ method: 'HEAD', url: '/e/x' })).statusCode).toBe(404);
    expect(links.done).toEqual([]);
  });

  it('does not name the user', async () => {
    const { get } = await scene();
    const { body } = await get('/e/t');
    expect(body).not.toContain('1001');
    expect(body).not.toContain('staff');
  });

  it.each([
    ['time', {}, true, 'expired'],
    ['attempts', { endedBy: 'attempts' as const }, false, 'exhausted'],
  ])('that has ended by %s says so', async (_, ended, offers, state) => {
    const { get, post, links } = await scene(
      linkWith({ state: 'expired', link: { ...LINK, ...ended } }),
    );
    const { statusCode, body } = await get('/e/t');
    expect([statusCode, stateOf(body)]).toEqual([410, state]);
    expect(body.includes('value="again"')).toBe(offers);
    const posted = await post('t');
    expect([posted.statusCode, stateOf(posted.body)]).toEqual([410, state]);
    expect(links.done).toEqual([]);
  });

  it('that has expired offers no new one where no mail can be sent', async () => {
    const links = new FakeLinkDesk(new Map([['t', { ...OPEN, state: 'expired' as const }]]), {
      transport: undefined,
    });
    const { get } = await scene(links);
    const { body } = await get('/e/t');
    expect(stateOf(body)).toBe('expired');
    expect(body).not.toContain('value="again"');
  });

  test('is not changed by who looks, however they look', async () => {
    const { app, links } = await scene();
    for (const method of ['GET', 'HEAD'] as const) {
      for (const url of ['/e/t', '/e/t/', '/e/t?act=no', '/e/t?act=send&agree=yes']) {
        expect((await app.inject({ method, url })).statusCode).toBe(200);
      }
    }
    expect(links.looks).toBe(8);
    expect(links.done).toEqual([]);
  });
});

describe('a photo that is sent', () => {
  it('comes to the desk with the text that the page has shown', async () => {
    const { get, post, links } = await scene(undefined, { storeThumbnails: 'aligned' });
    const { body } = await get('/e/t');
    const { statusCode, body: answer } = await post('t');
    expect([statusCode, stateOf(answer)]).toEqual([200, 'enrolled']);
    const [sent] = links.done as [{ photo: { name: string; bytes: Buffer }; consent: unknown }];
    expect(sent.photo.name).toBe('me.jpg');
    expect(sent.photo.bytes.toString()).toBe('not a photo');
    const consent = sent.consent as { text: string; version: string; language: string };
    expect(consent.language).toBe('en');
    expect(consent.version).toMatch(/^[0-9a-f]{12}$/);
    for (const paragraph of consent.text.split('\n\n')) {
      expect(innerTextOf(body)).toContain(paragraph);
    }
    expect(consent.text).toContain('A small picture of your face is stored, too.');
  });

  it('has the version of the notice, where that has one', async () => {
    const links = new FakeLinkDesk(undefined, {
      notice: { company: 'C', contact: 'c', version: '2027-01', texts: {} },
    });
    const { post } = await scene(links);
    await post('t');
    expect(links.done).toMatchObject([{ consent: { version: '2027-01' } }]);
  });

  it.each([
    ['consent', [['act', 'send'], PHOTO] as Fields, ['agree']],
    ['a photo', [['agree', 'yes']] as Fields, ['photo']],
    ['both', [['photo', new Blob([]), '']] as Fields, ['agree', 'photo']],
  ])('without %s is asked for again', async (_, fields, missing) => {
    const { post, links } = await scene();
    const { statusCode, body } = await post('t', fields);
    expect([statusCode, stateOf(body)]).toEqual([422, 'form']);
    for (const what of ['agree', 'photo']) {
      expect(body.includes(`id="${what}-error"`)).toBe(missing.includes(what));
    }
    expect(body.match(/ data-focus/g)).toHaveLength(1);
    expect(body.includes('value="yes" checked')).toBe(!missing.includes('agree'));
    expect(links.done).toEqual([]);
  });

  it('is not taken with consent to a text that is another by now', async () => {
    const { post, links } = await scene();
    const { statusCode, body } = await post('t', [...COMPLETE, ['read', '0'.repeat(12)]]);
    expect(statusCode).toBe(422);
    expect(body).toContain('id="agree-error">The text above has changed.');
    expect(body).not.toContain('value="yes" checked');
    expect(links.done).toEqual([]);
  });

  it('is taken with consent to the text that was shown', async () => {
    const { get, post, links } = await scene();
    const [, read = ''] = (await get('/e/t')).body.match(/name="read" value="(\w+)"/) ?? [];
    expect((await post('t', [...COMPLETE, ['read', read]])).statusCode).toBe(200);
    expect(links.done).toHaveLength(1);
  });

  it('waits for an operator, where that is so', async () => {
    const { post, links } = await scene();
    links.submitted = { kind: 'waiting' };
    const { statusCode, body } = await post('t');
    expect([statusCode, stateOf(body)]).toEqual([200, 'waiting']);
  });

  it('that fails is told with its reasons and its picture, and another may follow', async () => {
    const { post, links } = await scene();
    links.submitted = {
      ...{ kind: 'failed', code: 'FACE_QUALITY_TOO_LOW', triesLeft: 3 },
      ...{ problems: ['eyesOpen', 'sharpness'], picture: Buffer.from('JPEG') },
    };
    const { statusCode, body } = await post('t');
    expect([statusCode, stateOf(body)]).toEqual([422, 'failed']);
    expect(body).toContain('<li>Your eyes are shut. Keep them open.</li>');
    expect(body).toContain('<li>The photo is blurred.');
    expect(body).toContain('src="data:image/jpeg;base64,SlBFRw=="');
    expect(body).toContain('Photos you can still try: 3');
    expect(body).toContain('id="photo-form"');
  });

  it('that was the last is told so, and why it failed', async () => {
    const { post, links } = await scene();
    links.submitted = {
      ...{ kind: 'failed', code: 'FACE_NOT_FOUND', problems: [], triesLeft: 0 },
      picture: undefined,
    };
    const { statusCode, body } = await post('t');
    expect([statusCode, stateOf(body)]).toEqual([422, 'exhausted']);
    expect(body).toContain('No face was found.');
    expect(body).not.toContain('<form id="photo-form"');
  });

  it('of an iPhone is told by its name', async () => {
    const { post, links } = await scene();
    links.submitted = {
      ...{ kind: 'failed', code: 'UNSUPPORTED_FORMAT', problems: [], triesLeft: 3 },
      picture: undefined,
    };
    const heic = new Blob([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1')]);
    const { body } = await post('t', [
      ['agree', 'yes'],
      ['photo', heic, 'IMG_1.HEIC'],
    ]);
    expect(body).toContain('This photo is a HEIC file');
    expect((await post('t')).body).toContain('This file is not a photo in JPEG or PNG format.');
  });

  it('comes too late if the link has ended meanwhile', async () => {
    const { get, post, links } = await scene();
    links.submitted = { kind: 'gone' };
    const { statusCode, body } = await post('t');
    expect(statusCode).toBe(404);
    expect(body).toBe((await get('/e/x')).body);
  });
});

const SAY_NO: Fields = [['act', 'no']];

/** The fields of the form that asks whether somebody wants to say no. */
function answerTo(body: string): Fields {
  const hidden = body.slice(body.indexOf('<main')).matchAll(/name="(\w+)" value="([^"]*)"/g);
  return [...hidden].slice(0, 3).map(([, name = '', value = '']) => [name, value] as const);
}

describe('who does not agree', () => {
  it('is asked first, and nothing is kept before', async () => {
    const { post, links } = await scene();
    const { statusCode, body } = await post('t', SAY_NO);
    expect([statusCode, stateOf(body)]).toEqual([200, 'sure']);
    expect(body).toContain('Do you want to say no?');
    expect(answerTo(body).map(([name]) => name)).toEqual(['lang', 'sure', 'act']);
    expect(links.done).toEqual([]);
  });

  it('is asked again where the question was of another link, text or time, or never was', async () => {
    const { post, links } = await scene(
      new FakeLinkDesk(
        new Map([
          ['t', OPEN],
          ['other', { ...OPEN, link: { ...LINK, linkId: 'ba9876543210' } }],
          ['kept', { ...OPEN, keptUntil: '2027-01-31' }],
        ]),
      ),
    );
    const answer = answerTo((await post('t', SAY_NO)).body);
    const later = `${Date.now() + 9_000_000}.`;
    const longer = answer.map(([name, value]) =>
      name === 'sure' ? ([name, String(value).replace(/^\d+\./, later)] as const) : [name, value],
    ) as Fields;
    for (const [token, fields] of [
      ['other', answer],
      ['kept', answer],
      ['t', longer],
      ['t', [...SAY_NO, ['sure', '']]],
      ['t', [...SAY_NO, ['sure', '1.c3VyZQ']]],
      ['t', [...SAY_NO, ['sure', 'yes']]],
    ] as [string, Fields][]) {
      expect(stateOf((await post(token, fields)).body)).toBe('sure');
    }
    expect(links.done).toEqual([]);
  });

  it('says so, without a photo, and it is kept what was read', async () => {
    const { post, links } = await scene();
    const { statusCode, body } = await post('t', answerTo((await post('t', SAY_NO)).body));
    expect([statusCode, stateOf(body)]).toEqual([200, 'no']);
    expect(links.done).toMatchObject([
      { decline: 't', consent: { text: expect.stringContaining('badges@example.com') } },
    ]);
  });

  it('cannot by a link that has ended meanwhile', async () => {
    const { post, links } = await scene();
    const answer = answerTo((await post('t', SAY_NO)).body);
    links.isKept = false;
    expect(stateOf((await post('t', answer)).body)).toBe('gone');
  });
});

test('a program that presses every button and follows every link says nothing for anybody', async () => {
  const { app, get, post, links } = await scene();
  const { body } = await get('/e/t');
  for (const [, href = ''] of body.matchAll(/(?:href|src)="(\/[^"]*)"/g)) await get(href);
  for (const [, language = ''] of body.matchAll(/<option value="([^"]*)"/g)) {
    await get(`/e/t?lang=${language}`);
  }
  const [, read = ''] = body.match(/name="read" value="(\w+)"/) ?? [];
  const buttons = [...body.matchAll(/<button type="submit"[^>]* value="(\w+)"/g)];
  expect(buttons.map(([, act]) => act)).toEqual(['send', 'no']);
  for (const [, act = ''] of buttons) {
    for (const more of [[], [['agree', 'yes']]] as Fields[]) {
      await post('t', [['act', act], ['lang', 'en'], ['read', read], ...more]);
    }
    await app.inject({ method: 'POST', url: '/e/t', payload: { act, agree: 'yes' } });
  }
  expect(links.done).toEqual([]);
});

describe('a new link in place of one that has expired', () => {
  it.each([
    ['sent', 200, 'sent', 'A new link is on its way'],
    ['too soon', 200, 'sent', 'A link was sent a short while ago.'],
    ['gone', 404, 'gone', 'This link does not work'],
  ] as const)('is asked for by a button: %s', async (asked, status, state, text) => {
    const { post, links } = await scene(linkWith({ state: 'expired' }));
    links.asked = asked;
    const { statusCode, body } = await post('t', [['act', 'again']]);
    expect([statusCode, stateOf(body)]).toEqual([status, state]);
    expect(body).toContain(text);
    expect(links.done).toEqual([{ again: 't' }]);
  });

  it('is not sent for a link that works', async () => {
    const { post, links } = await scene();
    expect(stateOf((await post('t', [['act', 'again']])).body)).toBe('form');
    expect(links.done).toEqual([]);
  });
});

describe('a request that cannot be worked on is answered with a page:', () => {
  it('a photo above 10 MB, before it has come', async () => {
    const { app, links } = await scene();
    const headers = {
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': '20000000',
    };
    const request = { method: 'POST', url: '/e/t', headers, payload: '--b' } as const;
    const { statusCode, body } = await app.inject(request);
    expect([statusCode, stateOf(body)]).toEqual([413, 'failed']);
    expect(body).toContain('The photo is larger than 10 MB.');
    expect(body).toContain('id="photo-form"');
    expect(links.done).toEqual([]);
  });

  it('a photo above 10 MB whose size was not said', async () => {
    const { post, links } = await scene();
    const large: Fields[number] = ['photo', new Blob([Buffer.alloc(10_000_001)]), 'a.jpg'];
    const { statusCode, body } = await post('t', [['agree', 'yes'], large]);
    expect([statusCode, stateOf(body)]).toEqual([413, 'failed']);
    expect(links.done).toEqual([]);
  });

  it.each([
    ['another type', 'application/x-www-form-urlencoded', 'agree=yes', 415, 'form'],
    ['none at all', undefined, undefined, 415, 'form'],
    ['a form that is cut off', 'multipart/form-data; boundary=b', '--b\r\nConte', 400, 'busy'],
  ])('%s', async (_, type, payload, status, state) => {
    const { app, links } = await scene();
    const { statusCode, body } = await app.inject({
      ...{ method: 'POST', url: '/e/t', ...(payload !== undefined && { payload }) },
      ...(type !== undefined && { headers: { 'content-type': type } }),
    });
    expect([statusCode, stateOf(body)]).toEqual([status, state]);
    expect(links.done).toEqual([]);
  });

  it.each([
    ['a busy server', new ServiceBusyError('the queue is full'), 503],
    ['a fault of the server', new Error('/secret/path'), 500],
  ])('%s', async (_, error, status) => {
    const { post, links } = await scene();
    links.submitted = error;
    const { statusCode, headers, body } = await post('t');
    expect([statusCode, stateOf(body)]).toEqual([status, 'busy']);
    expect(headers['retry-after'] !== undefined).toBe(status === 503);
    expect(body).toContain('The server is busy.');
    expect(body).toContain('id="photo-form"');
    expect(body).not.toContain('secret');
  });

  it.each([
    ['GET', '/e/', 404],
    ['GET', '/e/t/more', 404],
    ['GET', `/e/${'x'.repeat(4_000)}`, 404],
    ['GET', '/e/%zz', 400],
    ['DELETE', '/e/t', 405],
    ['OPTIONS', '/e/t', 405],
    ['PUT', '/e/x', 405],
  ] as const)('%s %s', async (method, url, status) => {
    const { app, links } = await scene();
    const { statusCode, headers, body } = await app.inject({ method, url });
    expect(statusCode).toBe(status);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(body).toContain('<main');
    expect(links.looks).toBe(0);
  });
});

describe('the language of a page', () => {
  it.each([
    ['is that of the browser', '/e/t', 'de-AT, en;q=0.5', 'de'],
    ['is the one that was chosen', '/e/t?lang=ar', 'de', 'ar'],
    ['is that of the browser if none was chosen that is there', '/e/t?lang=tlh', 'de', 'de'],
    ['is not chosen by what is no language', '/e/t?lang=%22%3E&lang=de', 'en', 'en'],
    ['is that of the mails if the browser says none', '/e/t', undefined, 'en'],
  ])('%s', async (_, url, accepted, language) => {
    const { get } = await scene();
    const { body, headers } = await get(url, accepted && { 'accept-language': accepted });
    expect(body).toContain(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`);
    expect(headers['content-language']).toBe(language);
    expect(body).toContain(`<option value="${language}" lang="${language}" selected>`);
    expect(body).toContain(`<input type="hidden" name="lang" value="${language}">`);
  });

  it('is that of the form which is answered', async () => {
    const { post, links } = await scene();
    const { body } = await post('t', [['agree', 'yes'], ['lang', 'de'], PHOTO]);
    expect(body).toContain('<html lang="de"');
    expect(links.done).toMatchObject([{ consent: { language: 'de' } }]);
  });
});

test('a page says what it may do, and is not kept', async () => {
  const { get, post } = await scene();
  for (const { headers } of [await get('/e/t'), await get('/e/x'), await post('t', [])]) {
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(headers['set-cookie']).toBeUndefined();
  }
  expect((await get('/healthz')).headers['permissions-policy']).toContain('camera=()');
});

test('what a page loads is kept by browsers, and is nowhere else', async () => {
  const { get } = await scene();
  const { body } = await get('/e/t');
  const addresses = [...body.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url = '']) => url);
  const loaded = addresses.filter((url) => url.startsWith('/assets/'));
  expect(loaded.map((url) => url.replace(/\.\w+(?=\.)/, ''))).toEqual([
    '/assets/page.css',
    '/assets/enroll.js',
  ]);
  expect(addresses.filter((url) => !loaded.includes(url))).toEqual([
    'data:,',
    'mailto:badges@example.com',
  ]);
  for (const url of loaded) {
    const { statusCode, headers } = await get(url);
    expect(statusCode).toBe(200);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['content-type']).toMatch(/^text\/(css|javascript); charset=utf-8$/);
  }
});

test('scripts find those that they import', async () => {
  const { get } = await scene();
  const [first = ''] = (await get('/e/t')).body.match(/\/assets\/enroll\.\w+\.js/) ?? [];
  const seen = new Set<string>();
  const follow = async (url: string): Promise<void> => {
    if (seen.has(url)) return;
    seen.add(url);
    const { statusCode, body } = await get(url);
    expect([url, statusCode]).toEqual([url, 200]);
    for (const [, name] of body.matchAll(/from '\.\/([^']+)'/g)) await follow(`/assets/${name}`);
  };
  await follow(first);
  expect(seen.size).toBeGreaterThan(5);
});

test('the log knows a link by its ID, and no token', async () => {
  const { get, post, log } = await scene(new FakeLinkDesk(new Map([['secret-token', OPEN]])));
  await get('/e/secret-token?lang=secret');
  await post('secret-token');
  await get('/e/secret-other');
  await get('/e/secret/more');
  await get(`/e/secret${'x'.repeat(4_000)}`);
  const text = log.join('');
  expect(text).not.toContain('secret');
  expect(text).toContain('"route":"/e/:token"');
  expect(text).toContain(`"link":"${LINK.linkId}"`);
});

test('names that people gave are text, whatever they are', async () => {
  const notice = {
    ...{ company: '<b>Ex</b>"\'&', contact: '</p><script>alert(1)</script>' },
    ...{ privacyUrl: 'https://example.com/"onclick="x', texts: {} },
  };
  const { get } = await scene(new FakeLinkDesk(undefined, { notice }));
  const { body } = await get('/e/t');
  expect(body).not.toContain('<b>');
  expect(body).not.toContain('<script>');
  expect(body).toContain('<bdi>&lt;b&gt;Ex&lt;/b&gt;&quot;&#39;&amp;</bdi>');
  expect(body).toContain('href="https://example.com/&quot;onclick=&quot;x"');
});

test('without links there is no such page', async () => {
  const { app } = await appWith({});
  const { statusCode, headers } = await app.inject('/e/t');
  expect(statusCode).toBe(404);
  expect(headers['content-type']).toContain('application/json');
});
