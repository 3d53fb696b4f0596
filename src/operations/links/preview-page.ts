import { readFileSync } from 'node:fs';
import { enrollPage } from '../../render/pages/enroll.js';
import type { LinkSettings } from './types.js';

/** What the page of a preview says. */
export interface Page {
  readonly until: string;
  readonly attempts: number;
  readonly isReviewed: boolean;
  readonly keepsPicture: boolean;
}

const STYLE = new URL('../../../src/browser/page.css', import.meta.url);

/** The page as a person first sees it, with its style and without its script: one file. */
export function previewPage(
  { languages, notice }: LinkSettings,
  language: string,
  { until, attempts, isReviewed, keepsPicture }: Page,
): string {
  const style = `data:text/css;base64,${readFileSync(STYLE).toString('base64')}`;
  const around = {
    ...{ texts: languages.texts(language), asker: notice, languages: languages.all },
    assets: { style, script: 'data:text/javascript,' },
  };
  const use = { keptUntil: null, keepsPicture, isReviewed };
  const asked = { use, until, triesLeft: attempts, digest: '', hasAgreed: false };
  return enrollPage(around, { kind: 'form', asked });
}
