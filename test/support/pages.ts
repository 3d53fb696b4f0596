import { DOMParser } from '@xmldom/xmldom';

/** What a page is about. */
export function stateOf(page: string): string | undefined {
  return page.match(/<main id="main" data-state="(\w+)">/)?.[1];
}

/** The text of a page without its tags. */
export function innerTextOf(page: string): string {
  const body = page.slice(page.indexOf('<body>')).replace(/<[^>]*>/g, '');
  return new DOMParser().parseFromString(`<x>${body}</x>`, 'text/xml').documentElement
    ?.textContent as string;
}
