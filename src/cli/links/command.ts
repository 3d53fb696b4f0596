import { Command } from 'commander';
import {
  linksCreate,
  linksList,
  linksPreview,
  linksRevoke,
  linksSend,
  linksTexts,
} from '../../operations/links.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { jsonOption } from '../options/output.js';

const HELP = `
A link belongs to one user. It works until the user's photo is accepted, its time has passed, or
you revoke it. "faceenroll serve" answers its page, and needs --notice, --public-url and the
options of the mail server, too: write them into faceenroll.config.json, once for all commands.
"faceenroll help links" explains everything, from the first e-mail to the review of photos.

Examples:
  $ faceenroll links preview --user 1001
  $ faceenroll links send --without-face --expires 7d
  $ faceenroll links list --status pending
  $ faceenroll links revoke 1001`;

const SEND_HELP = `
Select users by user IDs, by filters, or by both: then a user must match both. Users who have a
link that works, who have an e-mail or a photo waiting, or who said no are skipped and counted.
--again e-mails them, too, but nobody twice within an hour, and nobody whose e-mail still waits.
E-mails wait in the database. If the command is interrupted or killed, run it again: it continues.
"faceenroll serve" sends the e-mails that wait, and reminders. Where no server runs, --waiting
sends deferred e-mails, and those about denied photos. The exit code is 3 when somebody who was meant
could not be e-mailed, and 1 when the mail server cannot be used; the e-mails then wait. With
--allow-no-address, users without an e-mail address are counted and named, but are not failures.

Examples:
  $ faceenroll links send 1001 1002
  $ faceenroll links send --without-face --dry-run
  $ faceenroll links send --without-face --expires 14d --remind 4 --reminders 2
  $ faceenroll links send --without-face --expires 14d --allow-no-address
  $ faceenroll links send --tag contractor --review --mail-folder tried-out
  $ faceenroll links send --waiting`;

const CREATE_HELP = `
For people without e-mail. The link is printed once, on a terminal also as a QR code for the
person's phone. Whoever has it can use it. The user's former link is revoked.

Examples:
  $ faceenroll links create 1001
  $ faceenroll links create 1001 --expires 30m --attempts 3`;

const LIST_HELP = `
"left" is how many photos the person may still try. Below the links are the users whose last e-mail
waits, was refused, or may not have arrived because the process was killed.

Examples:
  $ faceenroll links list
  $ faceenroll links list --status expired --json`;

const REVOKE_HELP = `
A user ID revokes the link of that user. Reminders and e-mails that wait are canceled, too.

Examples:
  $ faceenroll links revoke 1001
  $ faceenroll links revoke 5d0c2f9a7b13 1002`;

const PREVIEW_HELP = `
The link in the preview does not work. page.html is what a person sees first, without the camera.

Examples:
  $ faceenroll links preview --language de
  $ faceenroll links preview --user 1001 --template mail.txt --output preview`;

const TEXTS_HELP = `
For a language that is not built in, the texts of the nearest one are printed, for you to
translate.

Example:
  $ faceenroll links texts sv > languages/sv.json`;

/** The command `faceenroll links` and those below it. */
export function linksCommand(host: CommandHost): Command {
  return new Command('links')
    .description('Let people enroll themselves: send, list and revoke links.')
    .addHelpText('after', HELP)
    .addCommand(
      commandOf(linksSend, host, {
        help: SEND_HELP,
        shown: { json: jsonOption(' a line: each e-mail, each user without one, then a summary') },
        interrupted: 'the e-mail that is being sent is the last one',
        load: async () => (await import('./send.js')).printSent,
      }),
    )
    .addCommand(
      commandOf(linksList, host, {
        help: LIST_HELP,
        shown: { json: jsonOption(' a line: each link, then each e-mail that did not arrive') },
        load: async () => (await import('./print.js')).printLinks,
      }),
    )
    .addCommand(
      commandOf(linksRevoke, host, {
        help: REVOKE_HELP,
        shown: { json: jsonOption(' a line for each link') },
        load: async () => (await import('./print.js')).printRevoked,
      }),
    )
    .addCommand(
      commandOf(linksPreview, host, {
        help: PREVIEW_HELP,
        shown: { json: jsonOption(' with the e-mail') },
        load: async () => (await import('./print.js')).printPreview,
      }),
    )
    .addCommand(
      commandOf(linksCreate, host, {
        help: CREATE_HELP,
        shown: { json: jsonOption(' with the link') },
        load: async () => (await import('./print.js')).printCreated,
      }),
    )
    .addCommand(
      commandOf(linksTexts, host, {
        help: TEXTS_HELP,
        shown: {},
        load: async () => (await import('./print.js')).printTexts,
      }),
    );
}
