import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { accessibilityFaults } from '../support/axe.js';
import { DESKTOP, describeInBrowser } from '../support/browser.js';
import { GALLERY_STATES, galleryText } from '../support/gallery-reports.js';
import { keepPicture } from '../support/pictures.js';

const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

const SCROLLS_SIDEWAYS =
  'document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth';

/** How many drawings of a plot are shown, at most. */
const SHOWN_OF_A_PLOT =
  'Math.max(0, ...[...document.querySelectorAll("figure.plot")].map((f) => [...f.querySelectorAll("svg")].filter((s) => s.checkVisibility()).length))';

describeInBrowser('the report on a collection', ({ open }) => {
  const folder = mkdtempSync(join(tmpdir(), 'faceenroll-gallery-'));

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['on a desktop', DESKTOP],
    ['on a desktop in the dark', { ...DESKTOP, colorScheme: 'dark' as const }],
    ['on a narrow phone', PHONE],
    ['on a narrow phone in the dark', { ...PHONE, colorScheme: 'dark' as const }],
  ])('can be read by everybody, %s', async (_, options) => {
    for (const [state, report] of Object.entries(GALLERY_STATES)) {
      const path = join(folder, `${state}.html`);
      writeFileSync(path, galleryText(report));
      const page = await open(options);
      await page.goto(pathToFileURL(path).href);
      expect(await accessibilityFaults(page), state).toEqual([]);
      expect(await page.evaluate(SCROLLS_SIDEWAYS), state).toBe(false);
      expect(await page.evaluate(SHOWN_OF_A_PLOT), state).toBeLessThanOrEqual(1);
      await keepPicture(page, `gallery-${state}`);
      await page.close();
    }
  });
});
