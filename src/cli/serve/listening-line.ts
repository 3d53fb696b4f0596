import { type ListenAddress, urlOf } from '../../domain/listen-address.js';
import { jsonLine, printable } from '../../domain/text.js';

/** Tells where a server listens, as curl takes it, and how it is stopped. */
export function listeningLine(
  at: ListenAddress,
  metricsAt: ListenAddress | undefined,
  scheme: 'http' | 'https',
): string {
  const metrics = metricsAt ? `, metrics and documentation on ${placeOf(metricsAt, 'http')}` : '';
  return `Listening on ${placeOf(at, scheme)}${metrics} (Ctrl-C or SIGTERM stops it)`;
}

/** Tells the same to a program. */
export function listeningEvent(
  at: ListenAddress,
  metricsAt: ListenAddress | undefined,
  scheme: 'http' | 'https',
): string {
  const address = addressOf(at, scheme);
  const metricsAddress = metricsAt ? addressOf(metricsAt, 'http') : null;
  return jsonLine({ event: 'listening', address, metricsAddress, pid: process.pid });
}

function addressOf(at: ListenAddress, scheme: 'http' | 'https'): string {
  return 'path' in at ? `unix:${at.path}` : urlOf(at, scheme);
}

function placeOf(at: ListenAddress, scheme: 'http' | 'https'): string {
  if ('path' in at) {
    const path = printable(at.path);
    return `${path} (curl --unix-socket ${path} ${scheme}://localhost/healthz)`;
  }
  const url = urlOf(at, scheme);
  return at.host === '::' || at.host === '0.0.0.0' ? `all addresses (here: ${url})` : url;
}
