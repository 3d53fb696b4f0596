import { DENIAL_REASONS, MAX_NOTE_LENGTH } from '../../domain/review.js';
import { number as numberText } from '../../domain/text.js';
import { MAIL_OPTIONS, PAGE_OPTIONS, PUBLIC_URL_OPTION } from '../links/options.js';
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

/** How the person is told. */
const TELL_OPTIONS = { ...PAGE_OPTIONS, ...PUBLIC_URL_OPTION, ...MAIL_OPTIONS };

export const REVIEW_SHOW_OPTIONS = {
  output: file('write the photo to this file, which only you can read'),
  replace: flag('replace the file of --output if it is there'),
  ...LOOK_OPTIONS,
};

export const REVIEW_APPROVE_OPTIONS = {
  allowLookAlike: names(
    'users whom the face may look like: you have checked that they are other people',
    {
      value: 'user',
    },
  ),
  profileImage: KEPT_OPTIONS.profileImage,
  storeThumbnails: KEPT_OPTIONS.storeThumbnails,
  ...LOOK_OPTIONS,
  reference: WRITE_OPTIONS.reference,
  ...TELL_OPTIONS,
};

export const REVIEW_DENY_OPTIONS = {
  reason: choice(DENIAL_REASONS, 'code')('why: one of the codes below', { isRequired: true }),
  note: text(
    `what else to tell the person, in the e-mail; up to ${numberText(MAX_NOTE_LENGTH)} characters`,
  ),
  ...WAIT_OPTION,
  reference: WRITE_OPTIONS.reference,
  ...TELL_OPTIONS,
};
