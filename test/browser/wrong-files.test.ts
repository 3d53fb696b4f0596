import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeInBrowser } from '../support/browser.js';
import { temporaryFolder } from '../support/cli.js';
import { actions, focused, inState, posts } from '../support/enrollment-page.js';
import { enrollmentSite } from '../support/enrollment-site.js';
import { fixture } from '../support/scenario.js';

describeInBrowser('a file that is no photo for the enrollment page', ({ open }) => {
  const site = enrollmentSite();

  it.each([
    ['larger than allowed', Buffer.alloc(11e6, 1), 'larger than 10 MB'],
    ['HEIC', readFileSync(fixture('broken', 'heic.jpg')), 'HEIC file'],
  ])('%s is told of when it is chosen, and not sent', async (_, buffer, reason) => {
    const page = await open();
    const sent = posts(page);
    const { agree, choose, send } = actions(page);
    await page.goto(await site.link());
    await agree();
    const path = join(temporaryFolder(), 'IMG_0001.jpg');
    writeFileSync(path, buffer);
    await choose(path);
    const problem = page.locator('#photo-error');
    await problem.waitFor();
    expect(await problem.innerText()).toContain(reason);
    await send();
    await expect.poll(() => focused(page)).toBe('photo');
    expect(await page.locator('#photo').getAttribute('aria-describedby')).toContain('photo-error');
    expect(sent()).toBe(0);
    await choose(fixture('photos', '1001.jpg'));
    await send();
    await inState(page, 'enrolled');
  });

  it('a text with the name of a photo is told of by the server', async () => {
    const page = await open();
    const { agree, choose, send } = actions(page);
    await page.goto(await site.link());
    await agree();
    await choose({ name: 'me.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('not a photo') });
    await page.locator('#preview-place').getByText('me.jpg').waitFor();
    await send();
    await inState(page, 'failed');
    expect(await page.locator('.reason').innerText()).toContain('not a photo in JPEG or PNG');
  });

  it('HEIC is told of without JavaScript, too', async () => {
    const page = await open({ javaScriptEnabled: false });
    const { agree, choose, send } = actions(page);
    await page.goto(await site.link());
    await agree();
    await choose(fixture('broken', 'heic.jpg'));
    await send();
    await inState(page, 'failed');
    expect(await page.locator('.reason').innerText()).toContain('HEIC file');
  });
});
