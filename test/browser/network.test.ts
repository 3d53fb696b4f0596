import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page, Route } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInBrowser } from '../support/browser.js';
import { actions, announced, focused, inState } from '../support/enrollment-page.js';
import { enrollmentSite } from '../support/enrollment-site.js';
import { fixture } from '../support/scenario.js';

/** A JPEG may have bytes after its end; these make it as large as those of phones. */
const LARGE = {
  name: 'large.jpg',
  mimeType: 'image/jpeg',
  buffer: Buffer.concat([readFileSync(fixture('photos', '1001.jpg')), randomBytes(600_000)]),
};

describeInBrowser('the enrollment page on a bad network', ({ open }) => {
  const site = enrollmentSite();

  /** A page with everything filled in. */
  async function ready(): Promise<Page> {
    const page = await open();
    await page.goto(await site.link());
    await actions(page).agree();
    await actions(page).choose(LARGE);
    return page;
  }

  /** Meets the first form that is sent; those after it reach the server. */
  async function onFirstPost(page: Page, meet: (route: Route) => Promise<void>): Promise<void> {
    await page.route('**/e/*', meet, { times: 1 });
  }

  it('tells how far a slow upload is, and lets it end', async () => {
    const page = await ready();
    const texts = await announced(page);
    const network = await page.context().newCDPSession(page);
    await network.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency: 100, downloadThroughput: 100_000, uploadThroughput: 250_000 },
    });
    await actions(page).send();
    await page.locator('progress').waitFor();
    expect(await page.locator('#send').getAttribute('aria-disabled')).toBe('true');
    await inState(page, 'enrolled');
    const told = (await texts()).map((text) => text.replace(/\d+/, '#'));
    expect(told.filter((text) => text === 'Sending the photo: #%').length).toBeGreaterThan(2);
    expect(told.at(-1)).toBe('The photo has arrived and is being checked.');
  });

  it('keeps the photo when the connection breaks, and says so', async () => {
    const page = await ready();
    await onFirstPost(page, (route) => route.abort('connectionreset'));
    await actions(page).send();
    await page.getByText('The photo is still here.').waitFor();
    expect(await focused(page)).toBe('send');
    expect(await page.locator('#preview-place img').isVisible()).toBe(true);
    await actions(page).send();
    await inState(page, 'enrolled');
  });

  it.each([
    ['a server that is busy', 503, 'The server is busy.'],
    ['a proxy that takes less than the server', 413, 'larger than 0.6 MB'],
    ['a proxy without its server', 502, 'could not be sent'],
  ])('keeps the photo for %s', async (_, status, text) => {
    const page = await ready();
    const body = '<h1>nginx</h1>';
    await onFirstPost(page, (route) => route.fulfill({ status, body, contentType: 'text/html' }));
    await actions(page).send();
    await page.locator('#status.error').waitFor();
    expect(await page.locator('#status').innerText()).toContain(text);
    await actions(page).send();
    await inState(page, 'enrolled');
  });
});
