import type { Command } from 'commander';
import { serve } from '../../operations/serve.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { jsonOption } from '../options/output.js';

const HELP = `
The database is made if there is none; other commands work on it meanwhile. Each call needs an API
key: make one in a second terminal ("faceenroll keys create --help"). SIGTERM or Ctrl-C: no new
request is taken, those in progress are answered, exit code 0; a second signal stops at once. SIGHUP reads
the certificate again. The log is on stderr, one JSON object a line, without user IDs and names.
A socket that systemd hands over (LISTEN_FDS) comes before --listen. /metrics is for programs of
this machine, unless --metrics-listen says where else. With --notice people enroll themselves by
links ("faceenroll help links"). With a mail server, too, it sends the e-mails that wait, and
reminders. At /review operators with a key of the scope "review" decide on photos that wait.

Examples:
  $ faceenroll serve --db faces.db
  $ faceenroll serve --listen :8443 --tls-cert cert.pem --tls-key key.pem
  $ faceenroll serve --listen 10.0.0.5:8380 --trust-proxy 10.0.0.1

"faceenroll help http" has the calls, with examples; "faceenroll help services" covers keys,
systemd, nginx and Caddy.`;

/** The command `faceenroll serve`. */
export function serveCommand(host: CommandHost): Command {
  return commandOf(serve, host, {
    help: HELP,
    shown: { json: jsonOption(' when it listens') },
    load: async () => (await import('./listen.js')).listenAndWait,
  });
}
