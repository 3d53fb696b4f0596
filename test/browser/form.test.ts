import { expect, it } from 'vitest';
import { describeInBrowser } from '../support/browser.js';
import { actions, focused, inState, posts } from '../support/enrollment-page.js';
import { enrollmentSite } from '../support/enrollment-site.js';
import { fixture } from '../support/scenario.js';

const GOOD = fixture('photos', '1001.jpg');
const TWO_PEOPLE = fixture('broken', 'two-people.jpg');

describeInBrowser('the form of the enrollment page', ({ open }) => {
  const site = enrollmentSite();

  it('enrolls somebody without JavaScript, after a photo that failed', async () => {
    const before = site.enrolled();
    const page = await open({ javaScriptEnabled: false });
    const { agree, choose, send } = actions(page);
    await page.goto(await site.link());
    await agree();
    await choose(TWO_PEOPLE);
    await send();
    await inState(page, 'failed');
    expect(await page.locator('#picture').getAttribute('src')).toMatch(/^data:image\/jpeg;base64,/);
    await agree();
    await choose(GOOD);
    await send();
    await inState(page, 'enrolled');
    expect(site.enrolled()).toBe(before + 1);
  });

  it('moves the focus to the result, and shows the photo that failed', async () => {
    const page = await open();
    const { agree, choose, send } = actions(page);
    await page.goto(await site.link());
    await agree();
    await choose(TWO_PEOPLE);
    await send();
    await inState(page, 'failed');
    expect(await focused(page)).toBe('result');
    await expect.poll(() => page.title()).toMatch(/^This photo cannot be used/);
    expect(await page.locator('.reason').innerText()).toContain('several people');
    expect(await page.evaluate('document.querySelector("#picture").naturalWidth')).toBeGreaterThan(
      100,
    );
    // What a person has ticked stays ticked; the photo that failed is not sent again.
    expect(await page.locator('#agree').isChecked()).toBe(true);
    expect(await page.locator('#photo').inputValue()).toBe('');
    await choose(GOOD);
    await send();
    await inState(page, 'enrolled');
    expect(await focused(page)).toBe('result');
    expect(await page.title()).toMatch(/^Thank you, it worked/);
  });

  it('says where consent or a photo is missing, and sends nothing', async () => {
    const page = await open();
    const sent = posts(page);
    const { agree, choose, send } = actions(page);
    await page.goto(await site.link());
    await send();
    expect(await page.locator('#agree-error').innerText()).toContain('Tick the box');
    expect(await focused(page)).toBe('agree');
    await agree();
    expect(await page.locator('#agree-error').count()).toBe(0);
    await send();
    expect(await page.locator('#photo-error').innerText()).toBe('Choose a photo first.');
    expect(await focused(page)).toBe('photo');
    await choose(GOOD);
    expect(await page.locator('.error').count()).toBe(0);
    expect(sent()).toBe(0);
  });

  it.each([true, false])(
    'asks before it takes no for an answer, and takes no photo with it (JavaScript: %s)',
    async (javaScriptEnabled) => {
      const page = await open({ javaScriptEnabled });
      await page.goto(await site.link());
      if (javaScriptEnabled) await actions(page).choose(GOOD);
      const request = page.waitForRequest((one) => one.method() === 'POST');
      await page.locator('#no').click();
      await inState(page, 'sure');
      if (javaScriptEnabled) expect(await focused(page)).toBe('result');
      expect((await request).postData() ?? '').not.toContain('1001.jpg');
      expect(site.answers()).toEqual([]);
      await page.getByRole('button', { name: 'Yes, I say no' }).click();
      await inState(page, 'no');
      expect(site.answers()).toEqual(['no']);
    },
  );

  it('goes back from the question whether somebody wants to say no, and keeps nothing', async () => {
    const page = await open();
    await page.goto(`${await site.link()}?lang=de`);
    await page.locator('#no').click();
    await inState(page, 'sure');
    await page.locator('#back').click();
    await inState(page, 'form');
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    expect(site.answers()).toEqual([]);
  });

  it('sends once, however often the button is pressed', async () => {
    const page = await open();
    const sent = posts(page);
    const { agree, choose } = actions(page);
    await page.goto(await site.link());
    await agree();
    await choose(GOOD);
    await page.locator('#send').dblclick();
    await inState(page, 'enrolled');
    expect(sent()).toBe(1);
  });

  it('asks the server for nothing but what it shows, until somebody acts', async () => {
    const page = await open();
    const methods = new Set<string>();
    page.on('request', (request) => methods.add(request.method()));
    await page.goto(await site.link());
    await page.waitForLoadState('networkidle');
    expect([...methods]).toEqual(['GET']);
  });

  it('offers a new link where one has expired, and sends it to the address on record', async () => {
    const page = await open();
    const answer = await page.goto(await site.expiredLink());
    expect(answer?.status()).toBe(410);
    await inState(page, 'expired');
    await page.getByRole('button', { name: 'Send a new link' }).click();
    await inState(page, 'sent');
  });

  it('says of a link that was used or never was the same', async () => {
    const page = await open();
    const link = await site.link();
    const { agree, choose, send } = actions(page);
    await page.goto(link);
    await agree();
    await choose(GOOD);
    await send();
    await inState(page, 'enrolled');
    await page.goto(link);
    const used = await page.locator('body').innerText();
    await page.goto(link.replace(/.{43}$/, 'A'.repeat(43)));
    expect(await page.locator('body').innerText()).toBe(used);
    expect(used).toContain('This link does not work');
  });
});
