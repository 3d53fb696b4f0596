import type { Page } from 'playwright-core';

/** What a person does on the page, in whatever language it is. */
export const actions = (page: Page) => ({
  agree: () => page.locator('#agree').check(),
  choose: (...files: Parameters<ReturnType<Page['locator']>['setInputFiles']>) =>
    page.locator('#photo').setInputFiles(...files),
  send: () => page.locator('#send').click(),
});

/** Waits until the page is in a state, and whatever of it has the focus is known. */
export async function inState(page: Page, state: string): Promise<void> {
  await page.locator(`main[data-state="${state}"]`).waitFor();
}

/** The ID of what has the focus. */
export const focused = (page: Page): Promise<string> => page.evaluate('document.activeElement.id');

/** Collects all that the page announces from now on; the list grows. */
export async function announced(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(`
    window.announced = [];
    new MutationObserver(() => {
      const text = document.querySelector('#status')?.textContent;
      if (text && text !== window.announced.at(-1)) window.announced.push(text);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  `);
  return () => page.evaluate('window.announced');
}

/** Counts the forms that reach the server, or try to. */
export function posts(page: Page): () => number {
  let count = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST') count += 1;
  });
  return () => count;
}
