import { Command } from 'commander';
import { DENIAL_REASONS } from '../../domain/review.js';
import {
  reviewApprove,
  reviewDeny,
  reviewHistory,
  reviewList,
  reviewShow,
} from '../../operations/review.js';
import { ENGLISH } from '../../render/languages/texts.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { jsonOption } from '../options/output.js';

const HELP = `
Photos wait that were sent by a link of "faceenroll links send --review", or whose face is that of
another user or not that of the user's own photo. They are stored as templates are, encrypted in
an encrypted database, and deleted once they are approved or denied. The commands work beside a
server, which has a page for the same.

Examples:
  $ faceenroll review list
  $ faceenroll review show 5d0c2f9a7b13 --output photo.jpg
  $ faceenroll review approve 5d0c2f9a7b13
  $ faceenroll review deny 5d0c2f9a7b13 --reason FACE_COVERED`;

const LIST_HELP = `
Examples:
  $ faceenroll review list
  $ faceenroll review list --collection visitors --json`;

const SHOW_HELP = `
Nothing is changed. The photo is compared with all faces of its collection: name the model pack
that made these.

Examples:
  $ faceenroll review show 5d0c2f9a7b13
  $ faceenroll review show 5d0c2f9a7b13 --output photo.jpg`;

const APPROVE_HELP = `
The photo becomes the face of its user, in place of the one they had. Users whom it looks like must
be named: "review show" tells who they are. People who have a mail address are told.
Exit code 0: all are enrolled; 3: one is not.

Examples:
  $ faceenroll review approve 5d0c2f9a7b13 81b2c9d0e4f5
  $ faceenroll review approve 5d0c2f9a7b13 --allow-look-alike 1002`;

const CODE_WIDTH = Math.max(...DENIAL_REASONS.map(({ length }) => length));

const REASON_LIST = DENIAL_REASONS.map(
  (code) => `  ${code.padEnd(CODE_WIDTH)}  ${ENGLISH[`denial.${code}`]}`,
).join('\n');

const DENY_HELP = `
Reasons, as the mail has them, in its language:
${REASON_LIST}

OTHER needs a note. Notes are mailed as they are, in the language that they are written in. The
mail brings a fresh link on the terms of the one before. Without a mail server it waits until
"faceenroll serve" or "faceenroll links send" sends it.
Exit code 0: all are denied; 3: one is unknown, or was decided before.

Examples:
  $ faceenroll review deny 5d0c2f9a7b13 --reason FACE_COVERED
  $ faceenroll review deny 5d0c2f9a7b13 --reason OTHER --note "Please without sunglasses."`;

const HISTORY_HELP = `
Reasons and notes are kept, photos are not.

Example:
  $ faceenroll review history 1001`;

/** The command `faceenroll review` and those below it. */
export function reviewCommand(host: CommandHost): Command {
  return new Command('review')
    .description('Decide on photos that people sent by a link.')
    .addHelpText('after', HELP)
    .addCommand(
      commandOf(reviewList, host, {
        help: LIST_HELP,
        shown: { json: jsonOption(' a line for each photo') },
        load: async () => (await import('./print.js')).printWaiting,
      }),
    )
    .addCommand(
      commandOf(reviewShow, host, {
        help: SHOW_HELP,
        shown: { json: jsonOption('') },
        load: async () => (await import('./print.js')).printPhoto,
      }),
    )
    .addCommand(
      commandOf(reviewApprove, host, {
        help: APPROVE_HELP,
        shown: { json: jsonOption(' a line for each photo') },
        load: async () => (await import('./print.js')).printReviewed,
      }),
    )
    .addCommand(
      commandOf(reviewDeny, host, {
        help: DENY_HELP,
        shown: { json: jsonOption(' a line for each photo') },
        load: async () => (await import('./print.js')).printReviewed,
      }),
    )
    .addCommand(
      commandOf(reviewHistory, host, {
        help: HISTORY_HELP,
        shown: { json: jsonOption(' a line for each photo') },
        load: async () => (await import('./print.js')).printHistory,
      }),
    );
}
