import { readFileSync } from 'node:fs';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { accessibilityFaults } from '../support/axe.js';
import { DESKTOP, describeInBrowser } from '../support/browser.js';
import { inState } from '../support/enrollment-page.js';
import { keepPicture } from '../support/pictures.js';
import { reviewSite } from '../support/review-site.js';
import { fixture } from '../support/scenario.js';

const TABLET = { viewport: { width: 820, height: 1180 }, hasTouch: true };
const ZOOMED = { viewport: { width: 320, height: 450 }, deviceScaleFactor: 2 };

const COOKIES = ['faceenroll_review'];

const photo = (name: string) => readFileSync(fixture('photos', name));

const NEW = { userId: '1003', name: 'Ann Example', email: 'ann@acme.example' };

/** Photos of three people: one of whom looks like another user. */
const THREE = [
  { ...NEW, bytes: photo('1003.jpg') },
  {
    ...{ userId: '1009', name: 'Bob Example', bytes: photo('1001.jpg') },
    reasons: [
      {
        ...{ code: 'DUPLICATE_OF_ENROLLED_USER', looksLike: '1001' },
        message: 'the face looks like that of user "1001" (similarity 0.93)',
      },
    ],
  },
  { userId: '1002', name: 'Cleo Example', bytes: photo('1004.jpg') },
];

/** Width and height of the photo, in its own pixels. */
const SIZE = `(async () => {
  const photo = document.querySelector('#photo');
  await photo.decode();
  return [photo.naturalWidth, photo.naturalHeight];
})()`;

const said = (page: Page) => page.locator('#status');

describeInBrowser('the review page', ({ open }) => {
  const site = reviewSite();

  async function operator(options: BrowserContextOptions = DESKTOP): Promise<Page> {
    const page = await open(options, COOKIES);
    await site.signIn(page);
    return page;
  }

  async function look(page: Page, name: string): Promise<void> {
    expect(await accessibilityFaults(page), name).toEqual([]);
    const isWide = 'document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth';
    expect(await page.evaluate(isWide), name).toBe(false);
    await keepPicture(page, `review-${name}`);
  }

  it.each([
    ['on a desktop', DESKTOP],
    ['on a tablet in the dark', { ...TABLET, colorScheme: 'dark' as const }],
    ['at 200% of a small screen', ZOOMED],
    ['without a script', { ...DESKTOP, javaScriptEnabled: false }],
  ])('%s shows the queue and each photo, and everybody can use it', async (_, options) => {
    const { queue, ids } = await site.waiting(THREE);
    const page = await open(options, COOKIES);
    const hasScript = !('javaScriptEnabled' in options);
    const check = (name: string) => (hasScript ? look(page, name) : keepPicture(page, name));
    await page.goto(queue);
    await check('sign-in');
    await site.signIn(page);
    await page.goto(queue);
    await check('queue');
    expect(await page.locator('[data-card]').count()).toBe(3);
    for (const [at, id] of ids.entries()) {
      await page.goto(site.at(`/review/${id}`));
      for (const details of await page.locator('details:visible').all()) {
        await details.locator('summary').click();
      }
      await check(`item-${at}`);
    }
    await page.goto(site.at('/review/000000000000'));
    await check('problem');
  });

  it('approves, and goes on to the next photo', async () => {
    const { queue, states } = await site.waiting(THREE);
    const page = await operator();
    await page.goto(queue);
    await page.getByRole('link', { name: '1003' }).click();
    await page.getByRole('button', { name: 'Approve' }).click();
    await said(page).getByText('1003 was approved and is enrolled. The person is told').waitFor();
    await page.getByRole('heading', { name: '1009' }).waitFor();
    expect(states()).toEqual({ 1003: 'approved', 1009: 'waiting', 1002: 'waiting' });
  });

  it('does not approve a look-alike before somebody says that they are two', async () => {
    const { ids, states } = await site.waiting(THREE);
    const page = await operator();
    await page.goto(site.at(`/review/${ids[1]}`));
    await page.getByText(/Looks like 1001 \(similarity/).waitFor();
    const approve = page.getByRole('button', { name: 'Approve' });
    await approve.click();
    expect(states()).toMatchObject({ 1009: 'waiting' });
    await page.getByLabel('1009 and 1001 are two people').check();
    await approve.click();
    await said(page).getByText('1009 was approved').waitFor();
    expect(states()).toMatchObject({ 1009: 'approved' });
  });

  it('denies with a reason and a note', async () => {
    const { ids, states } = await site.waiting(THREE);
    const page = await operator();
    await page.goto(site.at(`/review/${ids[0]}`));
    await page.locator('#denial summary').click();
    await page.getByLabel('Reason').selectOption('HEADWEAR');
    await page.getByLabel('Note').fill('No hat, please.');
    await page.getByRole('button', { name: 'Deny', exact: true }).click();
    await said(page).getByText('1003 was denied. The person is told by e-mail.').waitFor();
    expect(states()).toMatchObject({ 1003: 'denied' });
  });

  it('crops what is drawn on the photo, turns it, and takes that back', async () => {
    const { ids } = await site.waiting(THREE);
    const page = await operator();
    await page.goto(site.at(`/review/${ids[0]}`));
    const image = page.locator('#photo');
    const size = (): Promise<number[]> => page.evaluate(SIZE);
    const [width = 0, height = 0] = await size();
    await page.locator('#crop summary').click();
    const box = await image.boundingBox();
    if (!box) throw new Error('the photo is shown');
    await page.mouse.move(box.x + 0.1 * box.width, box.y + 0.05 * box.height);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.9 * box.width, box.y + 0.95 * box.height, { steps: 5 });
    await page.mouse.up();
    expect(Number(await page.getByLabel('Width').inputValue())).toBeCloseTo(80, 0);
    expect(Number(await page.getByLabel('From the top').inputValue())).toBeCloseTo(5, 0);
    await look(page, 'crop');
    await page.getByRole('button', { name: 'Crop', exact: true }).click();
    await said(page).getByText('was judged again').waitFor();
    const [cropped = 0, tall = 0] = await size();
    expect(cropped / width).toBeCloseTo(0.8, 1);
    await page.getByRole('button', { name: 'Turn right' }).click();
    await said(page).getByText('was judged again').waitFor();
    await expect.poll(size).toEqual([tall, cropped]);
    await page.getByRole('button', { name: 'Take crop and turn back' }).click();
    await said(page).getByText('is as it was sent').waitFor();
    await expect.poll(size).toEqual([width, height]);
  });

  it('is used by keyboard alone', async () => {
    const { queue, states } = await site.waiting(THREE);
    const page = await operator();
    const focused = () =>
      page.evaluate('document.activeElement.closest("[data-card]")?.querySelector("h2").innerText');
    const { keyboard } = page;
    await page.goto(queue);
    await keyboard.press('j');
    expect(await focused()).toContain('1003');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    expect(await focused()).toContain('1002');
    await keyboard.press('x');
    expect(await page.getByLabel('Mark 1002').isChecked()).toBe(true);
    await keyboard.press('d');
    await keyboard.press('B');
    await page.getByLabel('Reason').selectOption('BLURRED');
    await page.getByRole('button', { name: 'Deny all marked' }).focus();
    await keyboard.press('Enter');
    await said(page).getByText('1002 was denied').waitFor();
    await keyboard.press('j');
    await keyboard.press('Enter');
    await inState(page, 'item');
    await keyboard.press('j');
    await page.getByRole('heading', { name: '1009' }).waitFor();
    await keyboard.press('k');
    await page.getByRole('heading', { name: '1003' }).waitFor();
    await keyboard.press('a');
    await said(page).getByText('1003 was approved').waitFor();
    expect(states()).toEqual({ 1003: 'approved', 1009: 'waiting', 1002: 'denied' });
  });

  it('takes no shortcut from a field, and none at all when they are switched off', async () => {
    const { ids, states } = await site.waiting(THREE);
    const page = await operator();
    await page.goto(site.at(`/review/${ids[0]}`));
    await page.keyboard.press('d');
    const note = page.getByLabel('Note');
    await note.focus();
    await page.keyboard.type('jakda?x');
    expect(await note.inputValue()).toBe('jakda?x');
    await page.getByRole('heading', { name: '1003' }).click();
    await page.keyboard.press('?');
    const wanted = page.getByLabel('Use keyboard shortcuts');
    await look(page, 'shortcuts');
    await wanted.uncheck();
    await page.keyboard.press('a');
    await page.reload();
    await page.keyboard.press('a');
    await page.keyboard.press('j');
    expect(await wanted.isChecked()).toBe(false);
    expect(page.url()).toContain(`/review/${ids[0]}`);
    expect(states()).toMatchObject({ 1003: 'waiting' });
  });

  it('decides about one photo, however long the key is held down', async () => {
    const { ids, states } = await site.waiting(THREE);
    const page = await operator();
    await page.goto(site.at(`/review/${ids[2]}`));
    await page.keyboard.down('a');
    await said(page).getByText('1002 was approved').waitFor();
    await page.getByRole('heading', { name: '1003' }).waitFor();
    await page.keyboard.down('a');
    await page.keyboard.press('j');
    await page.getByRole('heading', { name: '1009' }).waitFor();
    expect(states()).toEqual({ 1003: 'waiting', 1009: 'waiting', 1002: 'approved' });
  });

  it('announces what was done, after the page is there', async () => {
    const { ids } = await site.waiting(THREE);
    const page = await operator();
    await page.addInitScript(`
      new MutationObserver(() => {
        const status = document.querySelector('#status');
        if (status?.childElementCount === 0) window.wasEmpty = true;
        if (window.wasEmpty && status?.innerText) window.announced = status.innerText;
      }).observe(document, { subtree: true, childList: true });
    `);
    await page.goto(site.at(`/review/${ids[0]}`));
    await page.getByRole('button', { name: 'Approve' }).click();
    await expect.poll(() => page.evaluate('window.announced')).toContain('1003 was approved');
  });

  it('shows 80 photos in pages', async () => {
    const bytes = photo('1003.jpg');
    const all = Array.from({ length: 80 }, (_, n) => ({ userId: `u${n}`, bytes }));
    const { queue } = await site.waiting(all);
    const page = await operator();
    await page.goto(queue);
    await page.getByText('Page 1 of 4').waitFor();
    expect(await page.locator('[data-card]').count()).toBe(25);
    await keepPicture(page, 'review-many');
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.getByText('Page 2 of 4').waitFor();
  });
});
