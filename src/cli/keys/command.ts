import { Command } from 'commander';
import { SCOPES } from '../../domain/scopes.js';
import { keysCreate, keysList, keysRevoke } from '../../operations/keys.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { jsonOption } from '../options/output.js';

const HELP = `
A program that calls the server sends such a key. The database stores its SHA-256, not the key.
An import, or "faceenroll serve" at its first start, makes the database: start one of them first. A
key that is made or revoked while the server runs takes effect at once. "faceenroll help services"
has all about keys, "faceenroll help http" the calls.

Examples:
  $ faceenroll keys create --name "badge office" --scope read,enroll
  $ faceenroll keys list
  $ faceenroll keys revoke 3f9a`;

const SCOPE_WIDTH = Math.max(...Object.keys(SCOPES).map((name) => name.length));

const SCOPE_LIST = Object.entries(SCOPES)
  .map(([name, text]) => `  ${name.padEnd(SCOPE_WIDTH)}  ${text}`)
  .join('\n');

const CREATE_HELP = `
Scopes:
${SCOPE_LIST}

Nothing shows the key again: pass it on, or keep it where secrets are kept. The server needs no
restart. The database must be there: start the server first, and make the key in a second terminal.

Examples:
  $ faceenroll keys create --name "badge office" --scope read,enroll --collection visitors
  $ faceenroll keys create --name report --scope export --expires 2027-03-31`;

const REVOKE_HELP = `
From then on, requests with the key are refused. Its name may be given to another key.

Example:
  $ faceenroll keys revoke 3f9a`;

/** The command `faceenroll keys` and those below it. */
export function keysCommand(host: CommandHost): Command {
  return new Command('keys')
    .description('Make, list and revoke API keys: who may call the server, and for what.')
    .addHelpText('after', HELP)
    .addCommand(
      commandOf(keysCreate, host, {
        help: CREATE_HELP,
        shown: { json: jsonOption(' with the key') },
        load: async () => (await import('./print.js')).printCreated,
      }),
    )
    .addCommand(
      commandOf(keysList, host, {
        help: '\nExample:\n  $ faceenroll keys list',
        shown: { json: jsonOption(' a line for each key') },
        load: async () => (await import('./print.js')).printKeys,
      }),
    )
    .addCommand(
      commandOf(keysRevoke, host, {
        help: REVOKE_HELP,
        shown: { json: jsonOption(': the key that was') },
        load: async () => (await import('./print.js')).printRevoked,
      }),
    );
}
