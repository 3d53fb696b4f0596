import { AGES, type GalleryReport, type SuspectedPair } from '../../src/domain/gallery-report.js';
import { MEASURES } from '../../src/domain/quality.js';
import type { ReportLook } from '../../src/domain/run-report.js';
import { galleryReport } from '../../src/render/report/gallery-report.js';
import { FACE, HOSTILE_IDS, LOOK } from './run-reports.js';

/** A pair of users whose IDs say that they are nobody's business. */
export function suspectedPair(n: number, more: Partial<SuspectedPair> = {}): SuspectedPair {
  return {
    users: [
      { userId: `secret-${n}`, faceId: `face-${n}` },
      { userId: `secret-other-${n}`, faceId: `other-face-${n}` },
    ],
    ...{ similarity: 0.9 - n / 1000, fmr: 2.5e-7, ...more },
  };
}

const threshold = (templates: number, fpir = 0.001) => ({
  ...{ templates, fpir, fmr: fpir / templates, similarity: 0.75, extrapolated: true },
  found: { tmr: 0.42, basis: 'extrapolated' } as const,
});

const SPREAD = [0, 0, 1, 5, 20, 80, 120, 90, 40, 12];

/** A report on a collection with something in each of its sections. */
export function galleryOf(more: Partial<GalleryReport> = {}): GalleryReport {
  return {
    ...{ collection: 'default', encoder: 'mobilefacenet-tf-192', pack: 'standard' },
    ...{ users: 1200, enrolled: 1100, templates: 1478 },
    enrollment: {
      unit: 'month',
      counts: Array.from({ length: 12 }, (_, n) => ({
        label: `2026-${String(n + 1).padStart(2, '0')}`,
        count: n * 10,
      })),
    },
    quality: (['quality', ...MEASURES] as const).map((measure) => ({ measure, counts: SPREAD })),
    encoders: [
      { encoder: 'mobilefacenet-tf-192', pack: 'standard', templates: 1400 },
      { encoder: 'somebody-else-512', pack: undefined, templates: 78 },
    ],
    ages: AGES.map(({ age }, n) => ({ age, templates: n * 70 })),
    faceless: { users: 100, first: Array.from({ length: 40 }, (_, n) => `secret-faceless-${n}`) },
    suspicions: {
      ...{ pairs: 2, allowed: 1, similarity: 0.7581, falseAlarms: 0.2 },
      first: [suspectedPair(1), suspectedPair(2)],
    },
    thresholds: {
      inUse: threshold(1400),
      ...{ isOwn: false, measuredOn: 'pairs of adults', measuredTo: 1e-3, holdsTo: 1 },
      bySize: [100, 1000, 1400, 10_000].map((size) => threshold(size)),
      byRate: [0.1, 0.01, 0.001].map((rate) => threshold(1400, rate)),
    },
    retention: {
      due: {
        ...{ users: 2, faces: 1, templates: 4 },
        first: [{ userId: 'secret-due', what: 'user', date: '2026-11-01' }],
      },
      soon: { users: 0, faces: 0, templates: 0, first: [] },
      unreadable: 1,
    },
    ...more,
  };
}

/** The report as a text. */
export function galleryText(
  report: Partial<GalleryReport> = {},
  look: Partial<ReportLook> = {},
): string {
  return [...galleryReport(galleryOf(report), { ...LOOK, ...look }, () => FACE)].join('');
}

const NOTHING = { users: 0, faces: 0, templates: 0, first: [] };

/** Collections that look different. */
export const GALLERY_STATES: Readonly<Record<string, Partial<GalleryReport>>> = {
  'with everything': {},
  empty: {
    ...{ users: 0, enrolled: 0, templates: 0, encoders: [], quality: [], ages: [] },
    enrollment: { unit: 'month', counts: [] },
    faceless: { users: 0, first: [] },
    suspicions: { reason: 'the collection has no templates' },
    thresholds: undefined,
    retention: { due: NOTHING, soon: NOTHING, unreadable: 0 },
  },
  'with names that would do harm': {
    collection: '<b>staff</b>',
    faceless: { users: 8, first: Object.values(HOSTILE_IDS) },
    suspicions: {
      ...{ pairs: 7, allowed: 0, similarity: 0.7581, falseAlarms: 12 },
      first: Object.values(HOSTILE_IDS).map((userId, n) =>
        suspectedPair(n, {
          users: [
            { userId, faceId: 'a' },
            { userId: `${userId} 2`, faceId: 'b' },
          ],
        }),
      ),
    },
  },
};
