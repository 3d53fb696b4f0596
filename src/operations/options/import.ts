import { DEFAULT_FPIR } from '../../domain/limits.js';
import { CHOICES, DEFAULT_PACK, RANGES } from '../../domain/option-values.js';
import { PROFILE_NAMES } from '../../domain/photo-profile.js';
import { MEMORY_OPTION, WORKERS_OPTION } from './machine.js';
import { PHOTO_OPTIONS } from './photo.js';
import { PHOTO_QUEUE_OPTIONS } from './queue.js';
import {
  choice,
  delimiter,
  file,
  flag,
  folder,
  idPattern,
  json,
  mapping,
  name,
  number,
  tags,
  type ValuesOf,
} from './row.js';

/** What a command that makes users takes for a user ID. */
export const ODD_IDS_OPTION = {
  allowOddIds: flag(
    'take user IDs that hardly any person has: with invisible characters or quotation marks, NULL, 1005.0, dates',
    { isRemembered: true },
  ),
};

export const THUMBNAILS_OPTION = {
  storeThumbnails: choice(CHOICES.storeThumbnails, 'what')(
    'keep the aligned face of each template, for another model pack to encode, or not',
    { default: 'aligned', isRemembered: true },
  ),
};

/** Which device or service photos are to fit. */
export const PROFILE_OPTION = {
  profile: choice(PROFILE_NAMES, 'name')(
    'say what a photo lacks for a device or service: see "faceenroll help profiles"',
    { isRemembered: true },
  ),
};

/** And what becomes of a photo that does not. */
export const PROFILE_OPTIONS = {
  ...PROFILE_OPTION,
  profilePolicy: choice(CHOICES.profilePolicy, 'policy')(
    'a photo that does not fit the profile: enroll it and say so, or refuse it',
    { default: 'warn', isRemembered: true },
  ),
};

export type ProfileSettings = ValuesOf<typeof PROFILE_OPTIONS>;

/** How a batch meets who is enrolled. */
export const RULE_OPTIONS = {
  ifFaceExists: choice(CHOICES.ifFaceExists, 'policy')(
    'a face the user has already: keep it, replace it, or add the photo',
    { default: 'preserve', isRemembered: true },
  ),
  ignoreCase: flag('user IDs that differ only in case are one user', { isRemembered: true }),
  duplicates: choice(CHOICES.duplicates, 'policy')(
    'a face that another user has: refuse it, enroll it and say so, or do not look',
    { default: 'refuse', isRemembered: true },
  ),
  duplicateFpir: number(RANGES.duplicateFpir, 'rate')(
    'the share of photos that may be taken for a duplicate wrongly',
    { default: DEFAULT_FPIR, isRemembered: true },
  ),
  allowIdentityChange: flag("a user's face may be that of another person than before", {
    isRemembered: true,
  }),
  requireConsent: flag('refuse anyone who has not agreed: no consent_at that has come', {
    isRemembered: true,
  }),
};

/** What is taken for a user, and what is stored of them. */
export const KEPT_OPTIONS = {
  ...ODD_IDS_OPTION,
  metadata: json('a JSON object to keep with each template, unless the row has its own', {
    isRemembered: true,
  }),
  tag: tags('give each user who does not fail this tag', { isRemembered: true }),
  profileImage: flag("an enrolled photo also becomes the user's profile image", {
    isRemembered: true,
  }),
  ...THUMBNAILS_OPTION,
};

const ERRORS_OPTION = {
  errors: file('where the error report goes (default: <input>.errors.csv in the working folder)'),
};

const HTML_OPTION = {
  html: file('also write a report to look at, with the failed photos (see "help report")'),
};

const DRY_RUN_OPTION = { dryRun: flag('say what would happen and change nothing') };

/** What every import takes: who is enrolled from which photos, and how it is run. */
export const IMPORT_OPTIONS = {
  ...PHOTO_OPTIONS,
  ...PROFILE_OPTIONS,
  ...RULE_OPTIONS,
  ...KEPT_OPTIONS,
  ...ERRORS_OPTION,
  ...HTML_OPTION,
  replaceReport: flag(
    'replace the reports that are there; remove the error report when nothing fails',
  ),
  ...DRY_RUN_OPTION,
  ...WORKERS_OPTION,
  ...MEMORY_OPTION,
};

const LIMIT_OPTION = {
  limit: number({ least: 1, most: 1e9, whole: true })('only the first n photos, to try it out'),
};

const EMPTY_OPTION = {
  allowEmpty: flag('an input with nothing in it is no mistake: exit code 0', {
    isRemembered: true,
  }),
};

const CREATE_OPTION = {
  createMissing: flag('make a user for each user ID that does not exist yet'),
};

export const IMPORT_FACES_OPTIONS = {
  ...CREATE_OPTION,
  recursive: flag('take the photos of sub-folders, too'),
  idPattern: idPattern(
    'regular expression with a group named userId, tried on the file name without and then with its extension',
  ),
  ...EMPTY_OPTION,
  ...LIMIT_OPTION,
  ...IMPORT_OPTIONS,
  ...PHOTO_QUEUE_OPTIONS,
};

export const ENROLL_OPTIONS = {
  createMissing: flag('make the user if there is none of that ID'),
  ...IMPORT_OPTIONS,
};

/** How a CSV is read. */
const CSV_OPTIONS = {
  images: folder("folder of the photos (default: the CSV's own folder)", { isRemembered: true }),
  map: mapping(
    'take the CSV column for a field, as in "Badge No=user_id"; "Photo=other" keeps one as it stands, "Photo=ignore" leaves it out; may be repeated',
    { isRemembered: true },
  ),
  headingRow: number(RANGES.headingRow)(
    'row of the headings, as a spreadsheet counts (default: recognized)',
  ),
  delimiter: delimiter('what separates cells (default: recognized)'),
  encoding: name('windows-1252, shift_jis, gb18030, ... (default: recognized)'),
};

export const IMPORT_CSV_OPTIONS = {
  ...CSV_OPTIONS,
  startRow: number(RANGES.startRow)(
    'first row to import, as a spreadsheet counts (default: the one after the headings)',
  ),
  ifUserExists: choice(CHOICES.ifUserExists, 'policy')(
    'the data of a user who exists: keep it, or replace it by the row',
    { default: 'preserve', isRemembered: true },
  ),
  missingUsers: choice(CHOICES.missingUsers, 'policy')(
    'a user ID that does not exist yet: create the user, or refuse the row',
    { default: 'create', isRemembered: true },
  ),
  asList: flag(
    'take an error report for a list of its own, when the database does not know its run',
  ),
  ...EMPTY_OPTION,
  ...LIMIT_OPTION,
  ...IMPORT_OPTIONS,
  ...PHOTO_QUEUE_OPTIONS,
};

export const SYNC_OPTIONS = {
  ...CSV_OPTIONS,
  maxDeletions: number({ least: 0, most: 1e9, whole: true })(
    'delete without asking, but change nothing when more users would be deleted',
  ),
  receipt: file('where the receipt goes (default: sync-<time>.receipt.json in the working folder)'),
  ...EMPTY_OPTION,
  ...IMPORT_OPTIONS,
  ...PHOTO_QUEUE_OPTIONS,
};

export const TEMPLATES_IMPORT_OPTIONS = {
  createMissing: flag('make a user for each user ID that does not exist yet'),
  models: name('the model pack whose encoder made the templates', {
    ...{ value: 'pack', default: DEFAULT_PACK },
  }),
  ...RULE_OPTIONS,
  fromKeyFile: file("the file's key, where it is not the database's"),
  ...ERRORS_OPTION,
  ...DRY_RUN_OPTION,
};

/** What imports are told, with defaults. */
export type ImportSettings = ValuesOf<typeof IMPORT_OPTIONS> & { readonly collection: string };
