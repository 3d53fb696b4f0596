import type { FieldColumn, GalleryFilter } from '../../domain/gallery.js';
import { RANGES } from '../../domain/option-values.js';
import { fields, flag, moment, number, sort, tags, text, type ValuesOf } from './row.js';

/** Which users or faces are meant; all of them must hold. */
export const FILTER_OPTIONS = {
  department: text('of this department, to the letter'),
  nameContains: text('with this in the name, in upper or lower case', { flag: 'name' }),
  fields: fields('with this value in a field or in a column of your own', { flag: 'where' }),
  tags: tags('with this tag', { flag: 'tag' }),
  encoder: text('with a face that this encoder made', { value: 'name' }),
  enrolledAfter: moment('with a face made on this date or later'),
  enrolledBefore: moment('with a face made before this date'),
  qualityBelow: number(RANGES.qualityBelow, '0..1')('with a face of less quality'),
};

/** The same of users alone. */
export const WHICH_USERS_OPTIONS = {
  withFace: flag('who have a face, one of which the other options are true'),
  withoutFace: flag('who have no face, or none of which the others are true', {
    conflicts: ['withFace'],
  }),
  ...FILTER_OPTIONS,
};

/** Which users are listed, and in which order. */
export const USER_FILTER_OPTIONS = {
  ...WHICH_USERS_OPTIONS,
  sort: sort('user')('the order; <column>:desc is the reverse'),
};

type FilterValues = ValuesOf<typeof FILTER_OPTIONS> & {
  readonly withFace?: boolean;
  readonly withoutFace?: boolean;
};

const DEPARTMENT: FieldColumn = { kind: 'known', field: 'department' };

/** What the options ask for. */
export function filterOf(options: FilterValues): GalleryFilter {
  const { department, fields = [], withFace, withoutFace } = options;
  const { nameContains, tags, encoder, enrolledAfter, enrolledBefore, qualityBelow } = options;
  const asked = { nameContains, tags, encoder, enrolledAfter, enrolledBefore, qualityBelow };
  const said = Object.entries(asked).filter(([, value]) => value !== undefined);
  const inDepartment = department === undefined ? [] : [{ column: DEPARTMENT, value: department }];
  return {
    fields: [...inDepartment, ...fields],
    ...Object.fromEntries(said),
    ...((withFace || withoutFace) && { withFace: Boolean(withFace) }),
  };
}
