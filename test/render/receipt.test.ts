import { describe, expect, it } from 'vitest';
import type { Deleted, Deletion } from '../../src/domain/deletion.js';
import { deletedText, planText } from '../../src/render/deletions.js';
import { receiptText } from '../../src/render/receipt.js';

function deletion(userId: string, more: Partial<Deletion> = {}): Deletion {
  const named = { what: 'user', reason: 'NAMED', date: null } as const;
  const counts = { templates: 1, thumbnails: 0, profileImage: false, waitingPhoto: false };
  return { userId, ...named, ...counts, ...more };
}

function deleted(userId: string, from: number, to: number): Deleted {
  const named = { what: 'user', reason: 'NAMED', date: null } as const;
  return {
    userId,
    ...named,
    faceIds: ['f'],
    thumbnails: 1,
    profileImage: true,
    waitingPhoto: from === 5,
    audit: { from, to },
  };
}

describe('a plan', () => {
  it('tells whom it concerns, why, and what there is', () => {
    const expired = { what: 'faces', reason: 'EXPIRED', date: '2020-01-01' } as const;
    const plan = [
      deletion('1001', { templates: 2, thumbnails: 1, profileImage: true }),
      deletion('1002', { ...expired, templates: 1_000 }),
      deletion('1004', { ...expired, templates: 0, waitingPhoto: true }),
      deletion('1003', { templates: 0, reason: 'NOT_IN_CSV' }),
    ];
    expect(planText(plan, 'default')).toBe(
      `To be deleted from the collection "default":
  2 users, with all that is stored of them
    1001              named                       2 templates, 1 thumbnail, profile image
    1003              not in the CSV              no face
  the faces of 2 users; the users stay
    1002              expiry_datetime 2020-01-01  1,000 templates
    1004              expiry_datetime 2020-01-01  waiting photo
`,
    );
  });

  it('of many names the first twenty, and how many there are', () => {
    const plan = Array.from({ length: 23 }, (_, i) => deletion(`u${i}`));
    const lines = planText(plan, 'default').trimEnd().split('\n');
    expect(lines).toHaveLength(2 + 20 + 1);
    expect(lines.at(-1)).toBe('    and 3 others (--json lists all)');
  });

  it('and its end fit 80 columns, and show no escape sequences', () => {
    const expired = { what: 'faces', reason: 'EXPIRED', date: '2020-01-01\u001b[2J' } as const;
    const plan = [deletion('u\u001b[2J', { ...expired, profileImage: true })];
    const text = planText(plan, 'x\u001b[2J');
    expect(text).not.toContain('\u001b');
    expect(text).toContain('u\\u001b[2J');
    for (const line of planText([deletion('1001')], 'default').split('\n')) {
      expect(line.length).toBeLessThanOrEqual(80);
    }
  });
});

describe('the end of a deletion', () => {
  const pictures = { thumbnails: 2, profileImages: 1, waitingPhotos: 0 };
  const counts = { users: 1, faces: 2, templates: 3, ...pictures };

  it('tells what is gone, and where that is attested', () => {
    const end = { ...counts, dryRun: false, audit: { from: 5, to: 11 }, receipt: 'r.json' };
    expect(deletedText(end)).toBe(
      'Deleted: 1 user and the faces of 2 users (3 templates, 2 thumbnails, 1 profile image).\nAudit rows 5 to 11; receipt: r.json\n',
    );
    expect(deletedText({ ...end, waitingPhotos: 2 })).toContain(
      '1 profile image, 2 waiting photos)',
    );
  });

  it('says that a dry run deleted nothing', () => {
    const end = { ...counts, dryRun: true, audit: null, receipt: null };
    expect(deletedText(end)).toBe('Dry run: nothing was deleted.\n');
  });
});

describe('a receipt', () => {
  it('tells what was deleted, when, by whom, why, and where the audit has it', () => {
    const facts = {
      ...{ at: '2026-06-15T12:00:00.000Z', by: { osUser: 'ann', host: 'vm' } },
      ...{ command: 'purge --user', database: '/x/faces.db', collection: 'default' },
      published: [],
    };
    const all = [deleted('1', 5, 7), deleted('2', 8, 10)];
    expect(JSON.parse(receiptText({ ...facts, deleted: all, erased: true }))).toEqual({
      document: 'faceenroll destruction receipt',
      format: 1,
      ...facts,
      erased: true,
      counts: {
        ...{ users: 2, faces: 0, templates: 2, thumbnails: 2 },
        ...{ profileImages: 2, waitingPhotos: 1 },
      },
      audit: { from: 5, to: 10 },
      deleted: all,
    });
  });
});
