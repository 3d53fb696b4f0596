import type { TLSSocket } from 'node:tls';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Message } from './mime.js';
import { notUsable } from './smtp-errors.js';
import { portOf, type SmtpSettings, serverName } from './smtp-settings.js';

/** A server that is up answers a connection within seconds, also over a slow line. */
const CONNECT_MS = 30_000;
const GREETING_MS = 30_000;
/** RFC 5321 has servers take up to ten minutes for a mail; after two, a later try is better. */
const SILENCE_MS = 120_000;

/** A connection to a server, ready for mails. */
export interface Session {
  /** What was found: address, TLS, account. */
  readonly told: string;
  /** Asks whether the server still answers; it also forgets what was left of the last mail. */
  isAlive(): Promise<boolean>;
  /** Hands a mail over; resolves to the server's reply. */
  send(message: Message): Promise<string>;
  close(): void;
}

/**
 * Connects to a server: greeting, EHLO, TLS, AUTH.
 *
 * @throws {MailServerError} if one of them fails.
 */
export async function openSession(settings: SmtpSettings): Promise<Session> {
  const { default: Connection } = await import('nodemailer/lib/smtp-connection');
  const { host, tls, login, ca } = settings;
  const connection = new Connection({
    ...{ host, port: portOf(settings), secure: tls === 'implicit' },
    // Without it nodemailer would go on in plain text where the server offers no TLS.
    ...(tls === 'starttls' && { requireTLS: true }),
    ...(tls === 'none' && { ignoreTLS: true }),
    ...(ca !== undefined && { tls: { ca } }),
    ...{ connectionTimeout: CONNECT_MS, greetingTimeout: GREETING_MS, socketTimeout: SILENCE_MS },
    logger: false,
  });
  // An error while nothing is asked, such as a server that ends an idle connection: the next mail finds it out.
  connection.on('error', () => undefined);
  try {
    await asked(connection, (done) => connection.connect(done));
    if (login) {
      const { user, password: pass } = login;
      await asked(connection, (done) => connection.login({ user, pass }, done));
    }
  } catch (error) {
    connection.close();
    throw notUsable(error, settings);
  }
  return sessionOf(connection, settings);
}

function sessionOf(connection: SMTPConnection, settings: SmtpSettings): Session {
  return {
    told: toldOf(connection, settings),
    async isAlive() {
      if (connection.destroyed) return false;
      return asked(connection, (done) => connection.reset(done)).then(
        () => true,
        () => false,
      );
    },
    async send({ envelope, bytes }) {
      const { from, to } = envelope;
      const sent = await asked<{ readonly response?: string | false }>(connection, (done) =>
        connection.send({ from, to: [...to], size: bytes.length }, bytes, done),
      );
      return String(sent.response);
    },
    close() {
      // Politely, so that the server does not take it for a broken connection.
      if (!connection.destroyed) connection.quit();
    },
  };
}

/** One exchange; also the end of the connection answers it, which nodemailer does not always tell. */
function asked<T>(
  connection: SMTPConnection,
  ask: (done: (error?: Error | null, result?: T) => void) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const end = (error: Error): void => {
      connection.off('error', onError);
      connection.off('end', onEnd);
      reject(error);
    };
    const onError = (error: Error): void => end(error);
    const onEnd = (): void =>
      // What is being sent is answered first, with the reason.
      void setImmediate(() =>
        end(Object.assign(new Error('Connection closed'), { code: 'ECONNECTION' })),
      );
    connection.once('error', onError);
    connection.once('end', onEnd);
    ask((error, result) => {
      if (error) return end(error);
      connection.off('error', onError);
      connection.off('end', onEnd);
      resolve(result as T);
    });
  });
}

function toldOf(connection: SMTPConnection, settings: SmtpSettings): string {
  const { login } = settings;
  const who = login ? `authenticated as ${login.user}` : 'without a user';
  return `${serverName(settings)}, ${tlsTold(connection)}, ${who}`;
}

function tlsTold(connection: SMTPConnection): string {
  const socket = connection._socket as TLSSocket | false;
  if (!connection.secure || !socket) return 'no TLS';
  const version = String(socket.getProtocol()).replace('TLSv', 'TLS ');
  const until = new Date(socket.getPeerCertificate().valid_to);
  return Number.isNaN(until.getTime())
    ? version
    : `${version} (certificate until ${until.toISOString().slice(0, 10)})`;
}
