import { it } from 'vitest';
import { DESKTOP, describeInBrowser } from './support/browser.js';
import { enrollmentSite } from './support/enrollment-site.js';
describeInBrowser('dbg', ({ open }) => {
  const site = enrollmentSite();
  it('x', async () => {
    const page = await open({ ...DESKTOP, permissions: ['camera'] });
    await page.goto(await site.link());
    await page.getByRole('button', { name: 'Use the camera' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.camera').waitFor();
    await page.keyboard.press('Enter');
    for (let i = 0; i < 10; i++) {
      await page.waitForTimeout(500);
      console.log(await page.evaluate('[document.activeElement.outerHTML.slice(0,60), document.querySelector("#status").textContent, document.querySelector("video")?.videoWidth, document.querySelector("video")?.paused].join(" | ")'));
    }
  });
});
