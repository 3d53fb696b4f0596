import { excerpt, messageOf, printable } from '../domain/text.js';
import { type Handed, MailServerError } from './mail.js';
import { type SmtpSettings, serverName } from './smtp-settings.js';

/** What nodemailer says of what went wrong. */
export interface SmtpProblem {
  readonly message: string;
  readonly code: string | undefined;
  /** What the server said, as it came. */
  readonly response: string | undefined;
  readonly responseCode: number | undefined;
  /** The command that it answered; CONN if the connection itself failed. */
  readonly command: string | undefined;
}

/** The server wants TLS or a login first, or refuses the login: no mail will fare better. */
const NOT_FOR_US = new Set([530, 534, 535, 538]);

const BROKEN = new Set(['ECONNECTION', 'ESOCKET', 'ETIMEDOUT', 'ETLS', 'EPROTOCOL']);

/** An error of a mail that was being handed over; others are thrown again. */
export function handing(error: unknown): SmtpProblem {
  const problem = problemOf(error);
  if (problem.code === undefined || !/^E[A-Z]+$/.test(problem.code)) throw error;
  return problem;
}

/**
 * What an error means for a mail that was being handed over.
 *
 * @throws {MailServerError} if it means the same for every mail.
 */
export function handedOf(problem: SmtpProblem, settings: SmtpSettings): Handed {
  const { responseCode = 0, command, code, response } = problem;
  const isFinal = responseCode >= 500;
  if (NOT_FOR_US.has(responseCode) || (command === 'MAIL FROM' && isFinal)) {
    throw serverError(problem, settings);
  }
  const reply = response === undefined ? null : (replyOf(response) ?? null);
  const told = toldOf(problem);
  if (responseCode >= 400 && !isFinal) return { kind: 'deferred', reply, problem: told };
  if (!isFinal && BROKEN.has(code ?? '')) return { kind: 'deferred', reply, problem: told };
  return { kind: 'refused', reply, problem: told };
}

/**
 * Whether a server refuses only what comes by this connection: most take so many mails by one, and
 * say so before they have seen anything of the next.
 */
export function isOfConnection({ command, responseCode = 0 }: SmtpProblem): boolean {
  return command === 'MAIL FROM' && responseCode >= 400 && responseCode < 500;
}

/** What an error before any mail means. */
export function notUsable(error: unknown, settings: SmtpSettings): MailServerError {
  return serverError(problemOf(error), settings);
}

/** The codes of a reply, "250 2.0.0" of "250 2.0.0 Ok: queued": its words may have the address. */
export function replyOf(response: string): string | undefined {
  const [, code, enhanced] = /^(\d{3})(?:[ -](\d\.\d{1,3}\.\d{1,3})(?!\S))?/.exec(response) ?? [];
  return enhanced === undefined ? code : `${code} ${enhanced}`;
}

const ADDRESS = /[^\s<>()[\]"',;:]+@[^\s<>()[\]"',;:]+/g;

function serverError(problem: SmtpProblem, settings: SmtpSettings): MailServerError {
  const { login, sender } = settings;
  const told = `the mail server ${serverName(settings)} ${whatFailed(problem)}: ${toldOf(problem)}`;
  // A server may repeat what it was sent.
  const password = login?.password;
  const ours = password ? told.replaceAll(password, '***') : told;
  // This goes to logs, which have no address of a person.
  const message = ours.replace(ADDRESS, (one) => (one === sender.address ? one : '***'));
  return new MailServerError(`${message}; ${advice(problem, settings)}`);
}

function whatFailed({ code, command, responseCode, message }: SmtpProblem): string {
  if (code === 'EAUTH' || NOT_FOR_US.has(responseCode ?? 0)) return 'refuses the login';
  if (code === 'ETLS' || OF_OPENSSL.test(message)) return 'cannot be used with TLS';
  if (command === 'MAIL FROM') return 'refuses the sender';
  return 'cannot be used';
}

function advice(problem: SmtpProblem, { tls, login, sender }: SmtpSettings): string {
  const { code, command, responseCode = 0, message } = problem;
  if (responseCode === 530 && /tls/i.test(message))
    return 'it demands TLS: use --smtp-tls starttls';
  if (responseCode === 530 && !login) {
    return 'it demands a login: name the user with --smtp-user, and the password with --smtp-password-file or FACEENROLL_SMTP_PASSWORD';
  }
  if (code === 'EAUTH' || NOT_FOR_US.has(responseCode)) {
    return 'check --smtp-user and its password, and that the account may send by SMTP';
  }
  if (/certificate|altname|self.signed/i.test(message)) {
    return 'name the server as its certificate does, or trust the certificate of your own authority with NODE_EXTRA_CA_CERTS=<file>';
  }
  if (/wrong version number|packet length|invalid greeting/i.test(message)) {
    return 'the port does not fit the kind of TLS: 587 takes --smtp-tls starttls, 465 takes --smtp-tls implicit';
  }
  if (/ alert /.test(message) && OF_OPENSSL.test(message)) {
    return 'it breaks off the TLS handshake: its own log says why';
  }
  if (code === 'ETLS' && tls === 'starttls') {
    return 'if it offers no STARTTLS, try --smtp-tls implicit (port 465)';
  }
  if (command === 'MAIL FROM') return `it does not send for ${sender.address}: check --mail-from`;
  return 'check --smtp-host, --smtp-port and --smtp-tls, and that a firewall lets it through';
}

/** The server's own words, where it has said any. */
function toldOf({ message, response = message }: SmtpProblem): string {
  // Node.js advises on certificates; `advice` says what holds for this program.
  const words = response
    .replace(OF_OPENSSL, '$1')
    .replace(/\s+/g, ' ')
    .replace(/; if the root CA is installed locally, .*/, '');
  return printable(excerpt(words, MOST_LETTERS));
}

/** "400D6D574E7F0000:error:0A000438:SSL routines:ssl3_read_bytes:tlsv1 alert internal error:../deps/..." */
const OF_OPENSSL = /[0-9A-F]+:error:[0-9A-F]+:SSL routines:[^:]*:([^:]+):.*/s;

/** Of what a server says. */
const MOST_LETTERS = 240;

function problemOf(error: unknown): SmtpProblem {
  const { code, response, responseCode, command } = error as Partial<SmtpProblem>;
  return { message: messageOf(error), code, response, responseCode, command };
}
