import { describe, expect, it } from 'vitest';
import { describedBy, meansTags, valuesOf } from '../../../src/domain/fairness/columns.js';

describe('valuesOf', () => {
  const user = { known: { department: ' Sales ' }, extra: { Site: '' }, tags: ['a', 'b'] };

  it('takes a value without the spaces around it, and none for an empty one', () => {
    expect(valuesOf(user, { kind: 'known', field: 'department' })).toEqual(['Sales']);
    expect(valuesOf(user, { kind: 'known', field: 'title' })).toEqual([null]);
    expect(valuesOf(user, { kind: 'extra', heading: 'Site' })).toEqual([null]);
    expect(valuesOf(user, { kind: 'extra', heading: 'constructor' })).toEqual([null]);
  });

  it('takes each tag for a group', () => {
    expect(valuesOf(user, { kind: 'tags' })).toEqual(['a', 'b']);
    expect(valuesOf({ ...user, tags: [] }, { kind: 'tags' })).toEqual([null]);
    expect(['tag', 'Tags', 'tagged'].map(meansTags)).toEqual([true, true, false]);
  });
});

describe('describedBy', () => {
  it('reads the cells of a failed row as its import did', () => {
    const headings = ['user_id', 'Abteilung', 'Site', 'tags', 'Department'];
    const cells = ['1001', 'Sales', 'Lyon', 'night; ;new;night', 'ignored'];
    const map = new Map([
      ['Abteilung', 'department'],
      ['Department', 'ignore'],
    ]);
    expect(describedBy(headings, cells, map)).toEqual({
      known: { department: 'Sales' },
      extra: { Site: 'Lyon' },
      tags: ['night', 'new'],
    });
  });

  it('knows nothing of cells that are missing', () => {
    expect(describedBy(['department', 'Site'], [null], new Map())).toEqual({
      ...{ known: { department: '' }, extra: { Site: '' }, tags: [] },
    });
  });
});
