import { describe, expect, it } from 'vitest';
import { USER_FIELDS, type UserData } from '../../src/domain/entry.js';
import { newsIn, type StoredData } from '../../src/domain/user-news.js';
import { userData } from '../support/entries.js';

function stored(known: UserData['known'], extra: StoredData['extra'] = {}): StoredData {
  const values = USER_FIELDS.map((field) => [field, known[field] ?? null]);
  return { known: Object.fromEntries(values), extra };
}

describe('what a row says of a stored user', () => {
  it('is not what a spreadsheet has made of it', () => {
    const known = { name: 'José', phone: '0301234', title: '1-2', department: '' };
    const ann = stored(known, { Badge: '007', Floor: '3' });
    const saved = {
      known: { name: 'JosÃ©', phone: '301234', title: '02. Jan' },
      extra: { Badge: '7' },
    };
    expect(newsIn(ann, saved)).toBeUndefined();
    const typed = {
      known: { name: 'José Cid', phone: '00301234', title: '1-3', department: '0' },
      extra: { Badge: '0071', Floor: '', New: '1' },
    };
    expect(newsIn(ann, typed)).toEqual(typed);
    // What was stored wrong is put right.
    const right = userData({ name: 'José', phone: '0301234' });
    expect(newsIn(stored({ name: 'JosÃ©', phone: '301234' }), right)).toEqual(right);
  });

  it('is a date when it is another one', () => {
    const earlier = userData({ expiry_datetime: '2026-12-31T00:00' });
    expect(newsIn(stored({ expiry_datetime: '2026-12-31' }), earlier)).toEqual(earlier);
    const same = userData({ expiry_datetime: '2026-12-31 00:00:00' });
    expect(newsIn(stored(earlier.known), same)).toBeUndefined();
  });

  it('is the cells alone that say something else', () => {
    const ann = stored({ name: 'Ann', email: 'a@x' }, { badge: '7' });
    const row = userData({ name: 'Ann', email: 'ann@x' }, { badge: '7', floor: '' });
    expect(newsIn(ann, row)).toEqual(userData({ email: 'ann@x' }, { floor: '' }));
    expect(newsIn(ann, userData({ name: 'Ann' }, { badge: '7' }))).toBeUndefined();
    expect(newsIn(ann, userData())).toBeUndefined();
  });
});
