import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';

/** A folder for pictures of pages; nothing is written without it. */
const FOLDER = process.env.FACEENROLL_TEST_PICTURES;

/** Keeps a picture of the whole page, named by language, color and width, to be looked at. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  if (FOLDER === undefined) return;
  const language = await page.locator('html').getAttribute('lang');
  const dark = await page.evaluate('matchMedia("(prefers-color-scheme: dark)").matches');
  const width = page.viewportSize()?.width;
  mkdirSync(FOLDER, { recursive: true });
  // Where it last clicked there may be another button by now.
  await page.mouse.move(0, 0);
  const path = join(FOLDER, `${name}-${language}-${width}${dark ? '-dark' : ''}.png`);
  await sharp(await page.screenshot({ fullPage: true }))
    .png({ palette: true })
    .toFile(path);
}
