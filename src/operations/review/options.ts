import { DENIAL_REASONS, MAX_NOTE_LENGTH } from '../../domain/review.js';
import { number as numberText } from '../../domain/text.js';
import { SETTINGS_OPTIONS } from '../links/options.js';
import { KEPT_OPTIONS, RULE_OPTIONS } from '../options/import.js';
import { PHOTO_OPTIONS } from '../options/photo.js';
import { choice, file, flag, names, number, text } from '../options/row.js';
import { KEY_OPTION, WAIT_RANGE, WRITE_OPTIONS } from '../options/where.js';

/** Imports that decide have ended by then. */
const DEFAULT_WAIT = 30;

const WAIT_OPTION = {
  wait: number(WAIT_RANGE, 'seconds')('wait this long while another run works on the database', {
    default: DEFAULT_WAIT,
  }),
};

/** How photos are looked at and compared, as imports do. */
const LOOK_OPTIONS = {
  ...PHOTO_OPTIONS,
  duplicateFpir: RULE_OPTIONS.duplicateFpir,
  ...KEY_OPTION,
  ...WAIT_OPTION,
};

export const REVIEW_SHOW_OPTIONS = {
  output: file('write the photo to this file, which only you can read'),
  replace: flag('replace the file of --output if it is there'),
  ...LOOK_OPTIONS,
};

/** How the photo is enrolled. */
export const APPROVAL_OPTIONS = {
  profileImage: KEPT_OPTIONS.profileImage,
  storeThumbnails: KEPT_OPTIONS.storeThumbnails,
  ...LOOK_OPTIONS,
};

export const REVIEW_APPROVE_OPTIONS = {
  allowLookAlike: names(
    'users whom the face may look like: you have checked that they are other people',
    { value: 'user' },
  ),
  ...APPROVAL_OPTIONS,
  reference: WRITE_OPTIONS.reference,
  ...SETTINGS_OPTIONS,
};

export const REVIEW_DENY_OPTIONS = {
  reason: choice(DENIAL_REASONS, 'code')('why: one of the codes below', { isRequired: true }),
  note: text(
    `what else to tell the person, in the e-mail; up to ${numberText(MAX_NOTE_LENGTH)} characters`,
  ),
  ...WAIT_OPTION,
  reference: WRITE_OPTIONS.reference,
  ...SETTINGS_OPTIONS,
};
