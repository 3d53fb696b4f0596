import { expect, it } from 'vitest';
import { describeInBrowser } from '../support/browser.js';
import { actions, announced, inState } from '../support/enrollment-page.js';
import { enrollmentSite } from '../support/enrollment-site.js';
import { BLACK } from '../support/film.js';
import { keepPicture } from '../support/pictures.js';
import { fixture } from '../support/scenario.js';

const ALLOWED = { permissions: ['camera'] };

/** Keeps the streams that a page was given. */
const KEEP_STREAMS = `
  window.streams = [];
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    window.streams.push(stream);
    return stream;
  };
`;

/** A phone that is locked, or shows another app. */
const HIDE = `
  Object.defineProperty(document, 'hidden', { value: true });
  document.dispatchEvent(new Event('visibilitychange'));
`;

describeInBrowser('the camera of the enrollment page', ({ open }) => {
  const site = enrollmentSite();

  it('is asked for on a tap, counts down, and takes a photo that is enrolled', async () => {
    const page = await open(ALLOWED);
    await page.addInitScript(KEEP_STREAMS);
    await page.goto(await site.link());
    const texts = await announced(page);
    expect(await page.evaluate('window.streams.length')).toBe(0);
    await actions(page).agree();
    await page.getByRole('button', { name: 'Use the camera' }).click();
    await page.getByText('The camera is on.').waitFor();
    await page.getByRole('button', { name: 'Take the photo' }).click();
    await page.locator('#preview-place img').waitFor();
    expect(await texts()).toEqual([
      'The camera is on. Move until your face fills the oval, then take the photo.',
      ...[3, 2, 1].map((n) => `Photo in ${n}`),
      'The photo is taken. Look at it, then send it.',
    ]);
    // What was seen and nothing beside it, at the camera's size.
    const size =
      '[...document.querySelectorAll("#preview-place img")].map((i) => [i.naturalWidth, i.naturalHeight])[0]';
    expect(await page.evaluate(size)).toEqual([720, 960]);
    await actions(page).send();
    await inState(page, 'enrolled');
    expect(await page.evaluate('window.streams.map((one) => one.active)')).toEqual([false]);
  });

  it('is asked for once, however many photos are taken, and rests between them', async () => {
    const page = await open(ALLOWED);
    await page.addInitScript(KEEP_STREAMS);
    await page.goto(await site.link());
    for (const _ of [1, 2]) {
      await page.getByRole('button', { name: 'Use the camera' }).click();
      await page.getByRole('button', { name: 'Take the photo' }).click();
      await page.locator('#preview-place img').waitFor();
      await page.locator('.camera').waitFor({ state: 'detached' });
      expect(await page.evaluate('window.streams.map((s) => s.getTracks()[0].enabled)')).toEqual([
        false,
      ]);
    }
  });

  it('is not opened by a permission that comes after the photo was sent', async () => {
    const page = await open(ALLOWED);
    await page.addInitScript(KEEP_STREAMS);
    await page.addInitScript(`
      const ask = navigator.mediaDevices.getUserMedia;
      navigator.mediaDevices.getUserMedia = async (wanted) => {
        await new Promise((resolve) => { window.allow = resolve; });
        return ask(wanted);
      };
    `);
    await page.goto(await site.link());
    await page.getByRole('button', { name: 'Use the camera' }).click();
    await actions(page).agree();
    await actions(page).choose(fixture('photos', '1001.jpg'));
    await actions(page).send();
    await inState(page, 'enrolled');
    await page.evaluate('window.allow()');
    await expect
      .poll(() => page.evaluate('window.streams.map((one) => one.active)'))
      .toEqual([false]);
  });

  it('leaves one button to press: the photo is taken before it is sent', async () => {
    const page = await open(ALLOWED);
    await page.goto(await site.link());
    const colored = () =>
      page.evaluate(`
        [...document.querySelectorAll('main button')]
          .filter((button) => getComputedStyle(button).fontWeight === '600')
          .map((button) => button.innerText)
      `);
    expect(await colored()).toEqual(['Send photo']);
    await page.getByRole('button', { name: 'Use the camera' }).click();
    await page.locator('video').waitFor();
    expect(await colored()).toEqual(['Take the photo']);
    await keepPicture(page, 'enroll-camera-open');
    await page.getByRole('button', { name: 'Take the photo' }).click();
    await page.locator('#preview-place img').waitFor();
    expect(await colored()).toEqual(['Send photo']);
  });

  it('is given back when it is closed, and when nobody sees the page', async () => {
    const page = await open(ALLOWED);
    await page.addInitScript(KEEP_STREAMS);
    await page.goto(await site.link());
    await page.getByRole('button', { name: 'Use the camera' }).click();
    await page.getByRole('button', { name: 'Close the camera' }).click();
    expect(await page.evaluate('window.streams.at(-1).active')).toBe(false);
    await page.getByRole('button', { name: 'Use the camera' }).click();
    await page.locator('video').waitFor();
    await page.evaluate(HIDE);
    expect(await page.evaluate('window.streams.at(-1).active')).toBe(false);
    expect(await page.locator('video').count()).toBe(0);
    await page.getByRole('button', { name: 'Use the camera' }).waitFor();
  });

  it('may be denied: the page says what to do, and a photo can be chosen', async () => {
    const page = await open();
    await page.goto(await site.link());
    await page.getByRole('button', { name: 'Use the camera' }).click();
    await page.getByText('The camera is blocked.').waitFor();
    expect(await page.locator('video').count()).toBe(0);
    expect(await page.locator('#photo').isEnabled()).toBe(true);
  });

  it.each([
    ['NotFoundError', 'No camera was found.'],
    ['NotReadableError', 'The camera is used by another app.'],
  ])('says what %s means', async (name, text) => {
    const page = await open(ALLOWED);
    await page.addInitScript(`
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', '${name}'));
    `);
    await page.goto(await site.link());
    await page.getByRole('button', { name: 'Use the camera' }).click();
    await page.getByText(text).waitFor();
  });

  it('is not offered where the browser has none', async () => {
    const page = await open();
    await page.addInitScript('delete Navigator.prototype.mediaDevices');
    await page.goto(await site.link());
    await page.waitForLoadState('networkidle');
    expect(await page.locator('#camera-place *').count()).toBe(0);
  });
});

describeInBrowser(
  'a camera that is covered',
  ({ open }) => {
    const site = enrollmentSite();

    it('takes no photo, and says what to do', async () => {
      const page = await open(ALLOWED);
      await page.goto(await site.link());
      await page.getByRole('button', { name: 'Use the camera' }).click();
      await page.getByRole('button', { name: 'Take the photo' }).click();
      await page.locator('#status.error').waitFor();
      expect(await page.locator('#status').innerText()).toContain('The camera picture is dark.');
      expect(await page.locator('#preview-place img').count()).toBe(0);
      await page.getByRole('button', { name: 'Take the photo' }).waitFor();
    });
  },
  BLACK,
);
