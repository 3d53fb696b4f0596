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
A photo waits if it came by a link of "faceenroll links send --review", or if its face is another
user's, is not the user's own, or cannot be compared with it. Photos that wait are encrypted in an
encrypted database, and deleted once they are approved or denied. The commands work while a server
runs, which has a page for the same at /review.

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
Nothing is changed. The photo is compared with all faces of its collection: name the model
pack that made them with --models.

Examples:
  $ faceenroll review show 5d0c2f9a7b13
  $ faceenroll review show 5d0c2f9a7b13 --output photo.jpg`;

const APPROVE_HELP = `
The photo replaces the face of its user. If it looks like other users, name them with
--allow-look-alike: "review show" lists them. People who have an e-mail address are told.
Exit code 0: all are enrolled; 3: one is not.

Examples:
  $ faceenroll review approve 5d0c2f9a7b13 81b2c9d0e4f5
  $ faceenroll review approve 5d0c2f9a7b13 --allow-look-alike 1002`;

const CODE_WIDTH = Math.max(...DENIAL_REASONS.map(({ length }) => length));

const REASON_LIST = DENIAL_REASONS.map(
  (code) => `  ${code.padEnd(CODE_WIDTH)}  ${ENGLISH[`denial.${code}`]}`,
).join('\n');

const DENY_HELP = `
Reasons, which the e-mail gives in its language:
${REASON_LIST}

OTHER needs a note. The note is e-mailed as you wrote it, whatever the language. The e-mail
brings a new link on the terms of the one before. Without a mail server it waits until
"faceenroll serve" or "faceenroll links send --waiting" sends it.
Exit code 0: all are denied; 3: one is unknown, or was already decided.

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
