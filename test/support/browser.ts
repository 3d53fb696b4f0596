import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { beforeAll, describe, expect, onTestFinished } from 'vitest';
import { CHROMIUM, hasChromium } from './chromium.js';
import { film } from './film.js';
import { fixture } from './scenario.js';

const ARGUMENTS = ['--no-sandbox', '--use-fake-device-for-media-stream'];

/** A phone as most people hold it. */
export const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

export const DESKTOP = { viewport: { width: 1280, height: 900 } };

export interface Browsers {
  /**
   * Opens an empty page in a browser of nobody's, which is closed when the test ends.
   *
   * @param cookies names of those that the page may set
   */
  open(options?: BrowserContextOptions, cookies?: readonly string[]): Promise<Page>;
}

/** Tests with Chromium, whose camera shows `picture`; skipped where it is not installed. */
export function describeInBrowser(
  name: string,
  tests: (browsers: Browsers) => void,
  picture: string | Buffer = fixture('photos', '1001.jpg'),
): void {
  describe.skipIf(!hasChromium())(name, () => {
    let browser: Browser;

    beforeAll(async () => {
      browser = await browserWith(picture);
    });

    tests({
      open: async (options = PHONE, cookies = []) => {
        const context = await browser.newContext({ locale: 'en-US', ...options });
        onTestFinished(() => context.close());
        const page = await context.newPage();
        watch(page, cookies);
        return page;
      },
    });
  });
}

/** Those that run, by what their camera shows: tests have contexts of their own, and no file waits for another one. */
const running = new Map<string | Buffer, Promise<Browser>>();

/** The browser with a camera; it ends with the process of the tests. */
async function browserWith(picture: string | Buffer): Promise<Browser> {
  const known = await running.get(picture);
  if (known?.isConnected()) return known;
  const launched = launch(picture);
  running.set(picture, launched);
  return launched;
}

async function launch(picture: string | Buffer): Promise<Browser> {
  const args = [...ARGUMENTS, `--use-file-for-fake-video-capture=${await film(picture)}`];
  return chromium.launch({ executablePath: CHROMIUM, args });
}

/** Holds a page to what it promises: no other origin, no other cookie, nothing that its policy forbids. */
function watch(page: Page, cookies: readonly string[]): void {
  const problems: string[] = [];
  const origins = new Set<string>();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http')) origins.add(origin);
  });
  onTestFinished(async () => {
    expect(problems.filter((text) => !FAILED_STATUS.test(text))).toEqual([]);
    expect([...origins].length).toBeLessThanOrEqual(1);
    const set = (await page.context().cookies()).map(({ name }) => name);
    expect(set.filter((name) => !cookies.includes(name))).toEqual([]);
  });
}

/** Chromium calls every answer of 4xx and 5xx an error; pages of failures have such. */
const FAILED_STATUS = /^Failed to load resource: /;
