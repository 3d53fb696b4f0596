import type { Sender } from './address.js';

/** How TLS begins: after the greeting, with the connection, or not at all. */
type SmtpTls = 'starttls' | 'implicit' | 'none';

/** A mail server, and who sends by it. */
export interface SmtpSettings {
  readonly host: string;
  /** Default: 587, with implicit TLS 465. */
  readonly port?: number | undefined;
  readonly tls: SmtpTls;
  readonly login?: { readonly user: string; readonly password: string } | undefined;
  readonly sender: Sender;
  readonly replyTo?: Sender | undefined;
  /** A certificate to trust in place of those of Node.js, in PEM. */
  readonly ca?: string | undefined;
}

/** Where the server is. */
export function serverName({ host, port, tls }: SmtpSettings): string {
  return `${host}:${portOf({ port, tls })}`;
}

/** The port that is meant where none is named. */
export function portOf({ port, tls }: Pick<SmtpSettings, 'port' | 'tls'>): number {
  return port ?? (tls === 'implicit' ? 465 : 587);
}
