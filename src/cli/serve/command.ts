import type { Command } from 'commander';
import { serve } from '../../operations/serve.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';

const HELP = `
The database is made when need be. Each request brings an API key: see "faceenroll keys --help". Other
commands work on the database meanwhile. SIGTERM or Ctrl-C: no new request is taken, those that
have begun are answered, exit code 0; once more ends at once. SIGHUP reads the certificate again.
The log is on stderr, one JSON object a line, without user IDs and names. A socket of systemd's
(LISTEN_FDS) comes before --listen. /metrics is for this machine, unless --metrics-listen.

Examples:
  $ faceenroll serve --db faces.db
  $ faceenroll serve --listen :8443 --tls-cert cert.pem --tls-key key.pem
  $ faceenroll serve --listen 10.0.0.5:8380 --trust-proxy 10.0.0.1

"faceenroll help http" has the calls; "faceenroll help services" a systemd unit, nginx and Caddy.`;

/** The command `faceenroll serve`. */
export function serveCommand(host: CommandHost): Command {
  return commandOf(serve, host, {
    help: HELP,
    shown: {},
    load: async () => (await import('./listen.js')).listenAndWait,
  });
}
