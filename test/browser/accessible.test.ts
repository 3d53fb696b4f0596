import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { accessibilityFaults } from '../support/axe.js';
import { DESKTOP, describeInBrowser, PHONE } from '../support/browser.js';
import { actions, focused, inState } from '../support/enrollment-page.js';
import { enrollmentSite } from '../support/enrollment-site.js';
import { keepPicture } from '../support/pictures.js';
import { fixture } from '../support/scenario.js';

const GOOD = fixture('photos', '1001.jpg');
const TWO_PEOPLE = fixture('broken', 'two-people.jpg');

/** A window of 640 px at 200%, which is the narrowest page that WCAG 1.4.10 asks for. */
const ZOOMED = { viewport: { width: 320, height: 450 }, deviceScaleFactor: 2 };

const CAMERA = { permissions: ['camera'] };

/** Whether something is wider than the page, so that it would have to be moved sideways. */
const SCROLLS_SIDEWAYS =
  'document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth';

/** Everything that moves, at this moment. */
const MOVING = 'document.getAnimations().length';

describeInBrowser('everybody can use the enrollment page', ({ open }) => {
  const site = enrollmentSite();

  /** Looks at a page in a state: what is wrong with it? */
  async function look(page: Page, name: string): Promise<void> {
    const what = `${await page.locator('html').getAttribute('lang')} ${name}`;
    expect(await accessibilityFaults(page), what).toEqual([]);
    expect(await page.evaluate(SCROLLS_SIDEWAYS), what).toBe(false);
    await keepPicture(page, name);
  }

  async function openCamera(page: Page): Promise<void> {
    await page.locator('#camera-place > button').click();
    await page.locator('#status').filter({ hasText: /\S/ }).waitFor();
  }

  /** Goes through what people see, from the form to the success. */
  async function walk(options: BrowserContextOptions): Promise<void> {
    const page = await open({ ...options, ...CAMERA });
    await page.clock.install();
    const { agree, choose, send } = actions(page);
    await page.goto(await site.link());
    await look(page, 'form');
    await openCamera(page);
    await look(page, 'camera');
    await page.locator('.camera button').last().click();
    await send();
    await agree();
    await send();
    await page.locator('#photo-error').waitFor();
    await look(page, 'no-photo');
    await openCamera(page);
    await page.locator('.camera button').first().click();
    await page.clock.runFor(4_000);
    await page.locator('#preview-place img').waitFor();
    await look(page, 'preview');
    await choose(TWO_PEOPLE);
    await send();
    await inState(page, 'failed');
    await look(page, 'failed');
    await choose(GOOD);
    await send();
    await inState(page, 'enrolled');
    await look(page, 'enrolled');
  }

  it.each([
    ['in English on a phone', PHONE],
    [
      'in German on a desktop in the dark',
      { ...DESKTOP, locale: 'de-DE', colorScheme: 'dark' as const },
    ],
    [
      'in Arabic on a phone in the dark',
      { ...PHONE, locale: 'ar-EG', colorScheme: 'dark' as const },
    ],
    ['in Hebrew on a desktop', { ...DESKTOP, locale: 'he-IL' }],
    ['in German at 200% of a small screen', { ...ZOOMED, locale: 'de-DE' }],
  ])('%s, in every state', async (_, options) => {
    await walk(options);
  });

  it.each([
    ['en-US', PHONE],
    ['de-DE', PHONE],
    ['ar-EG', DESKTOP],
    ['he-IL', PHONE],
  ])('where no photo comes about, in %s', async (locale, size) => {
    const page = await open({ ...size, locale });
    const link = await site.expiredLink();
    await page.goto(link.replace(/.{43}$/, 'A'.repeat(43)));
    await inState(page, 'gone');
    await look(page, 'gone');
    await page.goto(link);
    await inState(page, 'expired');
    await look(page, 'expired');
    await page.locator('main button').click();
    await inState(page, 'sent');
    await look(page, 'sent');
    await page.goto(await site.link());
    await page.locator('#no').click();
    await inState(page, 'sure');
    await look(page, 'sure');
    await page.locator('#sure').click();
    await inState(page, 'no');
    await look(page, 'no');
  });

  it.each(['en-US', 'ar-EG'])('where it goes on later or elsewhere, in %s', async (locale) => {
    const page = await open({ ...PHONE, locale });
    const { agree, choose, send } = actions(page);
    const sendPhoto = async (link: string, photo: string): Promise<void> => {
      await page.goto(link);
      await agree();
      await choose(photo);
      await send();
    };
    await sendPhoto(await site.link('--review'), GOOD);
    await inState(page, 'waiting');
    await look(page, 'waiting');
    await sendPhoto(await site.link('--attempts', '1'), TWO_PEOPLE);
    await inState(page, 'exhausted');
    await look(page, 'exhausted');
    const link = await site.link();
    for (let n = 0; n < 30; n += 1) await page.request.get(link);
    await page.goto(link);
    await inState(page, 'throttled');
    await look(page, 'throttled');
  });

  it.each(['en-US', 'ar-EG'])('where the server cannot take a photo, in %s', async (locale) => {
    const page = await open({ ...PHONE, locale });
    // With its script a page stays as it is, and announces it.
    await page.route('**/*.js', (route) => route.abort());
    await page.route('**/e/*', (route) => {
      if (route.request().method() === 'GET') return route.continue();
      const headers = {
        ...route.request().headers(),
        'content-type': 'multipart/form-data; boundary=b',
      };
      return route.continue({ headers, postData: '--b\r\nContent' });
    });
    await page.goto(await site.link());
    await page.locator('#no').click();
    await inState(page, 'busy');
    await look(page, 'busy');
  });

  it('in the language of the browser, or the one that is chosen', async () => {
    const page = await open({ locale: 'fr-CA' });
    const html = page.locator('html');
    await page.goto(await site.link());
    expect(await html.getAttribute('lang')).toBe('fr');
    await page.locator('#language').selectOption('de');
    await page.locator('.languages button').click();
    await page.waitForURL(/lang=de/);
    expect(await html.getAttribute('lang')).toBe('de');
    expect(await html.getAttribute('dir')).toBe('ltr');
    // The answer is in the language that was chosen, too.
    await actions(page).agree();
    await actions(page).choose(TWO_PEOPLE);
    await actions(page).send();
    await inState(page, 'failed');
    await page.locator('#language').selectOption('en');
    await page.locator('.languages button').click();
    await page.waitForURL(/lang=en/);
    expect(await html.getAttribute('lang')).toBe('en');
  });

  it.each([
    ['Arabic', 'ar', 'ar-EG'],
    ['Hebrew', 'he', 'he-IL'],
  ])('from right to left in %s', async (_, language, locale) => {
    const page = await open({ locale });
    await page.goto(await site.link());
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
  });

  it('by the keyboard alone', async () => {
    const page = await open({ ...DESKTOP, ...CAMERA });
    /** Goes on with Tab to what has a text or an ID. */
    const goTo = async (wanted: string): Promise<void> => {
      const at = 'document.activeElement.id + document.activeElement.textContent';
      for (let n = 0; n < 20; n += 1) {
        await page.keyboard.press('Tab');
        if (String(await page.evaluate(at)).includes(wanted)) return;
      }
      throw new Error(`Tab does not lead to ${wanted}`);
    };
    await page.goto(await site.link());
    await goTo('agree');
    await page.keyboard.press('Space');
    await goTo('photo');
    const chooser = page.waitForEvent('filechooser');
    await page.keyboard.press('Space');
    await (await chooser).setFiles(TWO_PEOPLE);
    await goTo('send');
    await page.keyboard.press('Enter');
    await inState(page, 'failed');
    expect(await focused(page)).toBe('result');
    await goTo('Use the camera');
    await page.keyboard.press('Enter');
    await page.locator('.camera').waitFor();
    // The camera's own button has the focus now.
    await page.keyboard.press('Enter');
    await page.locator('#preview-place img').waitFor();
    await goTo('send');
    await page.keyboard.press('Enter');
    await inState(page, 'enrolled');
    expect(await focused(page)).toBe('result');
  });

  it('without anything that moves by itself, where people want it so', async () => {
    const page = await open({ ...PHONE, ...CAMERA, reducedMotion: 'reduce' });
    await page.goto(await site.link());
    await page.getByRole('button', { name: 'Use the camera' }).click();
    await page.getByRole('button', { name: 'Take the photo' }).click();
    await page.getByText('Photo in 2').waitFor();
    expect(await page.evaluate(MOVING)).toBe(0);
    await page.locator('#preview-place img').waitFor();
    expect(await page.evaluate(MOVING)).toBe(0);
  });
});
