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
A link belongs to one user, and works until a photo of theirs was taken, its time has passed or
you revoke it. Its page is answered by "faceenroll serve", which needs --notice, --public-url and
the options of the mail server, too: write them into faceenroll.config.json, once for all
commands. "faceenroll help links" has all about links.

Examples:
  $ faceenroll links preview --user 1001
  $ faceenroll links send --without-face --expires 7d
  $ faceenroll links list --status pending
  $ faceenroll links revoke 1001`;

const SEND_HELP = `
Name who is meant by user IDs, by filters, or by both: then those of the IDs of whom the filters
are true. Nobody is mailed twice: whoever has a link that works, a mail or a photo that waits, or
has said no, is only counted. --again mails them all the same, but nobody twice within an hour.
Mails wait in the database: a command that is interrupted or killed goes on when it is run again,
and "faceenroll serve" sends what waits, and reminders. Where no server runs, --waiting sends it:
mails that were put off, and those that tell people of a denied photo. The exit code is 3 when
somebody who was meant could not be mailed, and 1 when the mail server cannot be used; mails wait
then.

Examples:
  $ faceenroll links send 1001 1002
  $ faceenroll links send --without-face --dry-run
  $ faceenroll links send --without-face --expires 14d --remind 4 --reminders 2
  $ faceenroll links send --tag contractor --review --mail-folder tried-out
  $ faceenroll links send --waiting`;

const CREATE_HELP = `
For whom a mail does not reach. The link is printed once, on a terminal also as a QR code, for the
phone of the person. Whoever has it can use it. The link that the user had is revoked.

Examples:
  $ faceenroll links create 1001
  $ faceenroll links create 1001 --expires 30m --attempts 3`;

const LIST_HELP = `
"left" is how many photos the person may still try. The last mail of a user is told of where it
waits, was refused, or nobody knows whether it arrived, since the command was killed meanwhile.

Examples:
  $ faceenroll links list
  $ faceenroll links list --status expired --json`;

const REVOKE_HELP = `
Of a user it is the link that works. Mails of the user that wait are not sent, nor reminders.

Examples:
  $ faceenroll links revoke 1001
  $ faceenroll links revoke 5d0c2f9a7b13 1002`;

const PREVIEW_HELP = `
The link in it does not work. page.html is what a person sees first, without the camera.

Examples:
  $ faceenroll links preview --language de
  $ faceenroll links preview --user 1001 --template mail.txt --output preview`;

const TEXTS_HELP = `
Texts of a language that is not built in are those of the nearest one, to be translated.

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
        shown: { json: jsonOption(' a line: each mail, each user without one, then a summary') },
        interrupted: 'the mail that is being sent is the last one',
        load: async () => (await import('./send.js')).printSent,
      }),
    )
    .addCommand(
      commandOf(linksList, host, {
        help: LIST_HELP,
        shown: { json: jsonOption(' a line: each link, then each mail that did not arrive') },
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
        shown: { json: jsonOption(' with the mail') },
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
