import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults } from '../support/axe.js';
import { DESKTOP, describeInBrowser } from '../support/browser.js';
import { keepPicture } from '../support/pictures.js';
import { HOSTILE_IDS, madeUpReport, REPORT_STATES } from '../support/run-reports.js';

const NARROW_PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

/** A window of 640 px at 200%, which is the narrowest page that WCAG 1.4.10 asks for. */
const ZOOMED = { viewport: { width: 320, height: 450 }, deviceScaleFactor: 2 };

/** A4 without the margins of the style, in CSS pixels. */
const A4 = { viewport: { width: 688, height: 998 } };

const SCROLLS_SIDEWAYS =
  'document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth';

const HEIGHTS =
  '[...document.querySelectorAll(".card, .pair, figure, tr")].map((e) => e.getBoundingClientRect().height)';

/** Pictures that the browser could not decode. */
const BROKEN = '[...document.images].filter((image) => image.naturalWidth === 0).length';

describeInBrowser('the report on a run', ({ open }) => {
  const folder = mkdtempSync(join(tmpdir(), 'faceenroll-report-'));

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeAll(async () => {
    for (const [state, wanted] of Object.entries(REPORT_STATES)) {
      const [text = ''] = (await madeUpReport(wanted)).values();
      writeFileSync(join(folder, `${state}.html`), text);
    }
  });

  const addressOf = (state: string): string => pathToFileURL(join(folder, `${state}.html`)).href;

  async function opened(state: string, options: BrowserContextOptions): Promise<Page> {
    const page = await open(options);
    await page.goto(addressOf(state));
    return page;
  }

  it.each([
    ['on a desktop', DESKTOP],
    ['on a desktop in the dark', { ...DESKTOP, colorScheme: 'dark' as const }],
    ['on a narrow phone', NARROW_PHONE],
    ['on a narrow phone in the dark', { ...NARROW_PHONE, colorScheme: 'dark' as const }],
    ['at 200% of a small screen', ZOOMED],
  ])('can be read by everybody, %s', async (_, options) => {
    const states = [
      'with failures',
      'without failures',
      'anonymous',
      'interrupted',
      'to be deleted',
    ];
    for (const state of states) {
      const page = await opened(state, options);
      expect(await accessibilityFaults(page), state).toEqual([]);
      expect(await page.evaluate(SCROLLS_SIDEWAYS), state).toBe(false);
      expect(await page.evaluate(BROKEN), state).toBe(0);
      await keepPicture(page, `report-${state}`);
      await page.close();
    }
  });

  it('loads nothing but itself', async () => {
    const page = await open(DESKTOP);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(addressOf('with failures'));
    const others = requests.filter((url) => !url.startsWith('data:'));
    expect(others).toEqual([addressOf('with failures')]);
  });

  it('forbids scripts, styles and pictures that somebody has put into it', async () => {
    const [text = ''] = (await madeUpReport({})).values();
    const foreign = `<script>document.title = 'ran'</script><style>h1 { color: red }</style>
<p id="put" style="color: red" onclick="document.title = 'ran'">text</p><img id="far" src="https://example.com/x.png">`;
    const path = join(folder, 'put.html');
    writeFileSync(path, text.replace('<main id="main">', `$&${foreign}`));
    // Its policy complains on the console, as it should.
    const page = await (await open(DESKTOP)).context().newPage();
    const requests: string[] = [];
    page.on('requestfinished', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(path).href);
    await page.locator('#put').click();
    expect(await page.title()).not.toBe('ran');
    const red = 'rgb(255, 0, 0)';
    for (const selector of ['#put', 'h1']) {
      const color = `getComputedStyle(document.querySelector('${selector}')).color`;
      expect(await page.evaluate(color)).not.toBe(red);
    }
    expect(requests.filter((url) => url.startsWith('http'))).toEqual([]);
  });

  it('has cards, pairs and plots that fit on a page of paper', async () => {
    for (const state of ['with failures', 'anonymous']) {
      const page = await opened(state, A4);
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      const heights = (await page.evaluate(HEIGHTS)) as number[];
      expect(heights.length).toBeGreaterThan(20);
      expect(Math.max(...heights)).toBeLessThan(A4.viewport.height);
      expect(await page.evaluate(SCROLLS_SIDEWAYS)).toBe(false);
      // Ink is for what is said: paper is white, whatever the screen is.
      const paper = 'getComputedStyle(document.documentElement).backgroundColor';
      expect(await page.evaluate(paper)).toBe('rgb(255, 255, 255)');
      await page.close();
    }
  });

  it('shows every user ID in its own direction', async () => {
    const page = await opened('with failures', NARROW_PHONE);
    const names = await page.locator('.card h4 bdi').allInnerTexts();
    expect(names).toContain(HOSTILE_IDS['right to left']);
    expect(names).toContain(HOSTILE_IDS.markup);
    expect(names).toContain('user\\u202egpj.exe');
  });
});
