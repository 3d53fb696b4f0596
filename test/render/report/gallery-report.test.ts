import { describe, expect, it } from 'vitest';
import type { GalleryReport } from '../../../src/domain/gallery-report.js';
import type { ReportLook } from '../../../src/domain/run-report.js';
import { galleryReport } from '../../../src/render/report/gallery-report.js';
import {
  GALLERY_STATES,
  galleryOf,
  galleryText,
  suspectedPair,
} from '../../support/gallery-reports.js';
import { htmlFaults } from '../../support/html-faults.js';
import { FACE, LOOK } from '../../support/run-reports.js';

const STATES = Object.entries(GALLERY_STATES);

/** What is read of a report. */
function readable(report: Partial<GalleryReport> = {}, look: Partial<ReportLook> = {}): string {
  return galleryText(report, look)
    .replace(/<style>.*<\/style>/s, '')
    .replace(/<svg.*?<\/svg>/gs, '')
    .replace(/<\/?(code|bdi|strong|span|a)\b[^>]*>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replace(/\s+/g, ' ');
}

const suspicions = (more: object): Partial<GalleryReport> => ({
  suspicions: {
    ...{ pairs: 1, allowed: 0, similarity: 0.7581, falseAlarms: 0.2 },
    ...{ first: [suspectedPair(1)], ...more },
  },
});

describe('the report on a collection', () => {
  it.each(STATES)('is valid HTML: %s', async (_, state) => {
    expect(await htmlFaults(galleryText(state))).toEqual([]);
  });

  it.each(STATES)('has no style attribute, script or address of another host: %s', (_, state) => {
    const text = galleryText(state);
    const tags = text.replace(/"[^"]*"/g, '""').match(/<[a-z][^>]*>/gi) ?? [];
    expect(tags.join('\n')).not.toMatch(/<script|<b>|\s(style|on[a-z]+)=/);
    expect(text.match(/(src|href)="(?!#|data:)[^"]*"/g)).toBeNull();
  });

  it('says how many users and templates there are, by encoder and age', () => {
    const text = readable();
    expect(text).toContain('Collection default');
    expect(text).toContain('1,200 users, 1,478 templates, as of November 30, 2026');
    expect(text).toContain('without a face 100 8% of all');
    const plots = galleryText();
    expect(plots).toContain('standard (encoder mobilefacenet-tf-192): 1,400 (95%)');
    expect(plots).toContain(
      'encoder somebody-else-512, of no model pack that is installed here: 78 (5%)',
    );
    expect(plots).toContain('2 to 5 years: 350 (24%)');
    expect(plots).toContain('2026-12: 110');
  });

  it('names the first users without a face, and the command that lists all', () => {
    const text = readable();
    expect(text).toContain('100 users have no template');
    expect(text).toContain('The first 40 by user ID: secret-faceless-0 secret-faceless-1 ');
    expect(text).toContain('All of them are listed by faceenroll users list --without-face');
  });

  it('has the collection in its commands, in quotes where a shell needs them', () => {
    expect(readable({ collection: 'night shift' })).toContain(
      "faceenroll purge --due --dry-run --collection 'night shift'",
    );
  });

  it('shows suspected pairs side by side, with what their similarity means', () => {
    const text = galleryText();
    expect(text.match(/<img class="face"/g)).toHaveLength(4);
    expect(text).toContain('alt="Face of user secret-other-1"');
    expect(readable()).toContain(
      'secret-1 and secret-other-1 Similarity 0.8990. One of 4,000,000 pairs of different people is at least as similar.',
    );
    expect(readable()).toContain('1 pair was left out: it is recorded as an exception.');
  });

  it.each([
    [{ fmr: null }, 'What this similarity means was not measured.'],
    [{ fmr: 0.25 }, '25% of the pairs of different people are at least as similar.'],
    [{ fmr: 1e-12 }, 'Fewer than one of a billion pairs of different people are as similar'],
  ])('says of a pair with %o: %s', (more, sentence) => {
    expect(readable(suspicions({ first: [suspectedPair(1, more)] }))).toContain(sentence);
  });

  it('says how many suspected pairs are to be expected by chance', () => {
    const few = 'Hardly any pair of different people should be as similar by chance';
    expect(readable(suspicions({ falseAlarms: 0.4 }))).toContain(few);
    expect(readable(suspicions({ falseAlarms: 12.3 }))).toContain('About 12 pairs of templates');
    expect(readable(suspicions({ falseAlarms: null }))).not.toContain('by chance');
  });

  it('says that there are more suspected pairs than are shown, and how to list them', () => {
    const text = readable(suspicions({ pairs: 734 }));
    expect(text).toContain('734 pairs of users look so alike');
    expect(text).toContain(
      'These are the 1 most similar ones. All are listed by faceenroll duplicates scan --csv pairs.csv',
    );
  });

  it('says why there was no comparison', () => {
    const text = readable({ suspicions: { reason: 'the pack "x" is not installed' } });
    expect(text).toContain('The templates were not compared: the pack "x" is not installed');
    expect(text).not.toContain('suspected pairs');
  });

  it('says which similarity is in use, and up to which size its rate was counted', () => {
    const text = readable();
    expect(text).toContain('In use for 1,400 templates: similarity 0.7500.');
    expect(text).toContain(
      'one search of 1,000 for somebody who is not enrolled gives a false alarm',
    );
    expect(text).toContain('in a gallery of 1 template; in larger ones it is extrapolated');
    expect(text).toContain('1,400 (here) 0.7500 7.14e-7 perhaps 42%');
  });

  it('says what is due for deletion, and which dates have no effect', () => {
    const text = readable();
    expect(text).toContain('2 users are deleted with everything. The face of 1 user is deleted.');
    expect(text).toContain('secret-due the user, with everything 2026-11-01');
    expect(text).toContain('1 date cannot be read, and has no effect.');
    expect(readable({ retention: galleryOf(GALLERY_STATES.empty).retention })).toContain(
      'Nothing is due now, nor in the next 30 days.',
    );
  });

  it('has no faces and no user IDs when it is anonymous, and says when it is to be deleted', () => {
    const text = galleryText({}, { anonymous: true, expires: '2027-01-31' });
    expect(text).not.toMatch(/secret|<img|base64/);
    expect(text).toContain('Similarity 0.8990');
    expect(text).toContain('Delete this file after January 31, 2027.');
  });

  it('does not tell why nothing was compared when it is anonymous: reasons name folders', () => {
    const suspicions = { reason: 'no model pack in /home/ann/models' };
    expect(galleryText({ suspicions })).toContain('/home/ann/models');
    const text = galleryText({ suspicions }, { anonymous: true });
    expect(text).toContain('The templates were not compared.');
    expect(text).not.toContain('/home/ann');
  });

  it('reads each picture when it is drawn, not before', () => {
    const read: string[] = [];
    const pictureOf = (faceId: string) => {
      read.push(faceId);
      return FACE;
    };
    const reads: number[] = [];
    for (const _ of galleryReport(galleryOf(), LOOK, pictureOf)) reads.push(read.length);
    expect(read).toEqual(['face-1', 'other-face-1', 'face-2', 'other-face-2']);
    expect([...new Set(reads)]).toEqual([0, 2, 4]);
  });
});
