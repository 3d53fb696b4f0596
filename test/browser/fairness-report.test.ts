import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { accessibilityFaults } from '../support/axe.js';
import { DESKTOP, describeInBrowser } from '../support/browser.js';
import { FAIRNESS_STATES, fairnessHtml } from '../support/fairness-reports.js';
import { keepPicture } from '../support/pictures.js';

const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

/** A4 without the margins of the style, in CSS pixels. */
const A4 = { viewport: { width: 688, height: 998 } };

const SCROLLS_SIDEWAYS =
  'document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth';

/** An expression for the page. */
const backgroundOf = (selector: string): string =>
  `getComputedStyle(document.querySelector('${selector}')).backgroundColor`;

describeInBrowser('the report on groups', ({ open }) => {
  const folder = mkdtempSync(join(tmpdir(), 'faceenroll-fairness-'));

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const written = (state: string): string => {
    const path = join(folder, `${state}.html`);
    const report = FAIRNESS_STATES[state];
    if (!report) throw new Error(state);
    writeFileSync(path, fairnessHtml(report, { expires: '2027-01-31' }));
    return pathToFileURL(path).href;
  };

  const all = Object.keys(FAIRNESS_STATES);

  // The dark differs by its colors alone.
  it.each([
    ['on a desktop', DESKTOP, all],
    ['on a desktop in the dark', { ...DESKTOP, colorScheme: 'dark' as const }, all.slice(0, 1)],
    ['on a narrow phone', PHONE, all],
    ['on a narrow phone in the dark', { ...PHONE, colorScheme: 'dark' as const }, all.slice(0, 1)],
  ])('can be read by everybody, %s', async (_, options, states) => {
    for (const state of states) {
      const page = await open(options);
      await page.goto(written(state));
      expect(await accessibilityFaults(page), state).toEqual([]);
      expect(await page.evaluate(SCROLLS_SIDEWAYS), state).toBe(false);
      await keepPicture(page, `fairness-${state}`);
      await page.close();
    }
  });

  it('fits on paper', async () => {
    for (const state of all) {
      const page = await open(A4);
      await page.goto(written(state));
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await page.evaluate(SCROLLS_SIDEWAYS), state).toBe(false);
      await page.close();
    }
  });

  it.each(['light', 'dark'] as const)(
    'keeps groups and captions in sight while a table is moved on a phone, %s',
    async (colorScheme) => {
      const page = await open({ ...PHONE, viewport: { width: 375, height: 740 }, colorScheme });
      await page.goto(written('with differences'));
      const table = page.locator('.wide').last();
      const places = () =>
        table.evaluate((box) => {
          const leftOf = (what: string) => {
            const found = box.querySelector(what);
            if (!found) throw new Error(what);
            return Math.round(found.getBoundingClientRect().left);
          };
          return ['caption', 'thead th', 'tbody th', 'tbody td'].map(leftOf);
        });
      const [caption, heading, group, figure = 0] = await places();
      await table.evaluate((box) => box.scrollBy(70, 0));
      expect(await places()).toEqual([caption, heading, group, figure - 70]);
      const width = await table.locator('caption').evaluate((one) => one.clientWidth);
      expect(width).toBeLessThanOrEqual(375);
      // What passes below the names must not be read through them.
      const names = await page.evaluate(backgroundOf('.wide tbody th'));
      expect(names).toBe(await page.evaluate(backgroundOf('main > section')));
      await table.scrollIntoViewIfNeeded();
      await keepPicture(page, 'fairness-moved');
    },
  );

  it('moves nothing on paper', async () => {
    const page = await open(PHONE);
    await page.goto(written('with differences'));
    await page.emulateMedia({ media: 'print' });
    const how = await page.evaluate(
      `[...document.querySelectorAll('.wide tr > :first-child, .wide caption')].map((one) => getComputedStyle(one).position)`,
    );
    expect([...new Set(how as string[])]).toEqual(['static']);
  });
});
