import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Holding } from '../../src/domain/deletion.js';
import { dueAt, wholeUser } from '../../src/enroll/retention.js';

function holding(more: Partial<Holding> = {}): Holding {
  const dates = { retainUntil: null, expiryDatetime: null };
  const held = { templates: 2, thumbnails: 1, profileImage: true, waitingPhoto: false };
  return { userId: '7', ...dates, ...held, ...more };
}

const NOON = Date.UTC(2026, 5, 15, 12);

/** What is due of one user at noon: 'user', 'faces' or nothing. */
const whatIsDue = (more: Partial<Holding>, now = NOON) =>
  dueAt([holding(more)], now).deletions.map(({ what }) => what);

describe('what is due', () => {
  it('is the user with everything when retain_until is past', () => {
    const retainUntil = '2026-06-15T11:59:59Z';
    expect(dueAt([holding({ retainUntil })], NOON)).toEqual({
      deletions: [
        {
          ...{ userId: '7', what: 'user', reason: 'RETENTION_ENDED', date: retainUntil },
          ...{ templates: 2, thumbnails: 1, profileImage: true, waitingPhoto: false },
        },
      ],
      unreadable: [],
    });
    expect(whatIsDue({ retainUntil, templates: 0, profileImage: false })).toEqual(['user']);
  });

  it('is the faces when expiry_datetime is past, where there are any', () => {
    const expiryDatetime = '2026-06-15T12:00:00Z';
    const [due] = dueAt([holding({ expiryDatetime })], NOON).deletions;
    expect(due).toMatchObject({ what: 'faces', reason: 'EXPIRED', date: expiryDatetime });
    expect(whatIsDue({ expiryDatetime, templates: 0 })).toEqual(['faces']);
    expect(whatIsDue({ expiryDatetime, profileImage: false })).toEqual(['faces']);
    expect(whatIsDue({ expiryDatetime, templates: 0, profileImage: false })).toEqual([]);
  });

  it('is the user when both are past', () => {
    const past = '2020-01-01';
    expect(whatIsDue({ retainUntil: past, expiryDatetime: past })).toEqual(['user']);
  });

  it('is nothing without dates, with empty ones, or before they have come', () => {
    expect(whatIsDue({})).toEqual([]);
    expect(whatIsDue({ retainUntil: '', expiryDatetime: ' ' })).toEqual([]);
    const later = '2026-06-15T12:00:00.001Z';
    expect(whatIsDue({ retainUntil: later, expiryDatetime: later })).toEqual([]);
  });

  it('is due when the named day has ended here, not before', () => {
    const midnight = new Date(2026, 5, 16).getTime();
    expect(whatIsDue({ retainUntil: '2026-06-15' }, midnight - 1)).toEqual([]);
    expect(whatIsDue({ retainUntil: '2026-06-15' }, midnight)).toEqual(['user']);
  });

  it('is never decided by a date that cannot be read: it is told', () => {
    const held = holding({ retainUntil: 'soon', expiryDatetime: '31.12.2020' });
    expect(dueAt([held], NOON)).toEqual({
      deletions: [],
      unreadable: [
        { userId: '7', field: 'retain_until', value: 'soon' },
        { userId: '7', field: 'expiry_datetime', value: '31.12.2020' },
      ],
    });
  });

  it('stays due, and nobody becomes less due with time', () => {
    const date = fc
      .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
      .map((day) => day.toISOString());
    const dates = fc.option(date, { nil: null });
    const holdings = fc.array(fc.record({ retainUntil: dates, expiryDatetime: dates }));
    fc.assert(
      fc.property(holdings, fc.nat(4e12), fc.nat(1e12), (all, now, later) => {
        const users = all.map((one, i) => holding({ ...one, userId: String(i) }));
        const after = new Map(
          dueAt(users, now + later).deletions.map(({ userId, what }) => [userId, what]),
        );
        for (const { userId, what } of dueAt(users, now).deletions) {
          expect(what === 'user' ? ['user'] : ['user', 'faces']).toContain(after.get(userId));
        }
      }),
    );
  });
});

describe('a user who is named', () => {
  it('goes with everything, whatever the dates', () => {
    expect(wholeUser(holding({ retainUntil: '2999-01-01' }), 'NAMED')).toEqual({
      ...{ userId: '7', what: 'user', reason: 'NAMED', date: null },
      ...{ templates: 2, thumbnails: 1, profileImage: true, waitingPhoto: false },
    });
  });
});

it('an expired user loses a photo that waits, also without a face', () => {
  const none = { templates: 0, profileImage: false };
  const expiryDatetime = '2026-06-14';
  expect(whatIsDue({ ...none, expiryDatetime, waitingPhoto: true })).toEqual(['faces']);
  expect(whatIsDue({ ...none, expiryDatetime })).toEqual([]);
});
