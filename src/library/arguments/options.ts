import { USER_FIELDS, type UserField } from '../../domain/entry.js';
import {
  FACE_COLUMNS,
  type FieldColumn,
  type GalleryFilter,
  type ListColumn,
  OWN_USER_COLUMNS,
  type SortOrder,
} from '../../domain/gallery.js';
import { CHOICES, RANGES } from '../../domain/option-values.js';
import { USER_DATES } from '../../domain/user-dates.js';
import { SEARCH_OPTIONS, VERIFY_OPTIONS } from '../../operations/compare/options.js';
import { FAIRNESS_OPTIONS } from '../../operations/fairness/options.js';
import {
  ENROLL_OPTIONS,
  IMPORT_CSV_OPTIONS,
  IMPORT_FACES_OPTIONS,
} from '../../operations/options/import.js';
import { REPORT_OPTIONS } from '../../operations/report/options.js';
import { TEMPLATES_PUBLISH_OPTIONS } from '../../operations/templates/options.js';
import type {
  EnrollOptions,
  FairnessOptions,
  GalleryOptions,
  Heard,
  IdentifyOptions,
  ImportCsvOptions,
  ImportFacesOptions,
  ListOptions,
  MergeOption,
  OddIds,
  PublishOptions,
  ReportOptions,
  UserFields,
  VerifyOptions,
} from '../types.js';
import { byKind, eitherOf, list, type Members, members, record } from './objects.js';
import { membersOf } from './rows.js';
import {
  callback,
  choice,
  collectionName,
  flag,
  heading,
  instant,
  path,
  type Read,
  reference,
  signal,
  tag,
  text,
  userDate,
  within,
} from './values.js';

// A line for each option of the public types: tsc refuses a table without one.

export const galleryOptions: Read<GalleryOptions> = members<GalleryOptions>(
  { database: path, collection: collectionName, keyFile: path, readOnly: flag, reference },
  ['database'],
);

const WORK = { signal };

const HEARD: Members<Heard> = { onProgress: callback(), onOutcome: callback() };

export const importFacesOptions = members<ImportFacesOptions>({
  ...{ ...WORK, ...HEARD },
  ...membersOf(IMPORT_FACES_OPTIONS),
});

export const importCsvOptions = members<ImportCsvOptions>({
  ...{ ...WORK, ...HEARD, links: choice(CHOICES.links) },
  ...membersOf(IMPORT_CSV_OPTIONS),
});

export const enrollOptions = members<EnrollOptions>({
  ...{ ...WORK, ...HEARD },
  ...membersOf(ENROLL_OPTIONS),
});

export const reportOptions = members<ReportOptions>(
  { ...WORK, run: text, ...membersOf(REPORT_OPTIONS) },
  ['html'],
);

export const fairnessOptions = members<FairnessOptions>(
  { ...WORK, ...membersOf(FAIRNESS_OPTIONS) },
  ['by'],
);

export const publishOptions = members<PublishOptions>(membersOf(TEMPLATES_PUBLISH_OPTIONS));

const identify = members<IdentifyOptions>({ ...WORK, ...membersOf(SEARCH_OPTIONS) });

export const identifyOptions = eitherOf(identify, 'similarity', 'fpir');

const verify = members<VerifyOptions>({ ...WORK, ...membersOf(VERIFY_OPTIONS) });

export const verifyOptions = eitherOf(verify, 'similarity', 'fmr');

const KNOWN_COLUMN = members<FieldColumn & { kind: 'known' }>(
  { kind: choice(['known']), field: choice(USER_FIELDS) },
  ['kind', 'field'],
);

const EXTRA_COLUMN = members<FieldColumn & { kind: 'extra' }>(
  { kind: choice(['extra']), heading },
  ['kind', 'heading'],
);

const FIELD_COLUMNS = { known: KNOWN_COLUMN, extra: EXTRA_COLUMN };

const FILTER: Members<GalleryFilter> = {
  fields: list(
    members<GalleryFilter['fields'][number]>(
      { column: byKind<FieldColumn>(FIELD_COLUMNS), value: text },
      ['column', 'value'],
    ),
  ),
  nameContains: text,
  userId: text,
  tags: list(tag),
  withFace: flag,
  encoder: text,
  enrolledAfter: instant,
  enrolledBefore: instant,
  qualityBelow: within(RANGES.qualityBelow),
};

/** What a list is told that can be sorted by such a column. */
function listOptions(column: Read<ListColumn>): Read<ListOptions> {
  return members<ListOptions>({
    ...FILTER,
    sort: members<SortOrder>({ column, descending: flag }, ['column', 'descending']),
    limit: within(RANGES.limit),
    offset: within(RANGES.offset),
  });
}

/** A column of the list itself. */
function ownColumn(names: readonly string[]): Read<ListColumn & { kind: 'own' }> {
  return members({ kind: choice(['own']), name: choice(names) }, ['kind', 'name']);
}

export const userListOptions = listOptions(
  byKind<ListColumn>({ ...FIELD_COLUMNS, own: ownColumn(OWN_USER_COLUMNS) }),
);

/** Faces have no fields: those are the users'. */
export const faceListOptions = listOptions(byKind<ListColumn>({ own: ownColumn(FACE_COLUMNS) }));

const known = Object.fromEntries(
  USER_FIELDS.map((field) => [field, isDate(field) ? userDate : text]),
) as Record<UserField, Read<string>>;

function isDate(field: UserField): boolean {
  return USER_DATES.some((date) => date === field);
}

export const userFields = members<UserFields>({
  known: members<NonNullable<UserFields['known']>>(known),
  extra: record(heading, text),
});

export const oddIds = members<OddIds>({ allowOddIds: flag });

export const mergeOption = members<MergeOption>({ merge: flag });
