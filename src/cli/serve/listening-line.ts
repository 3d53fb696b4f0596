import { type ListenAddress, urlOf } from '../../domain/listen-address.js';
import { printable } from '../../domain/text.js';

/** Tells where a server listens, as curl takes it, and how it is stopped. */
export function listeningLine(
  at: ListenAddress,
  metricsAt: ListenAddress | undefined,
  scheme: 'http' | 'https',
): string {
  const metrics = metricsAt ? `, metrics and documentation on ${placeOf(metricsAt, 'http')}` : '';
  return `Listening on ${placeOf(at, scheme)}${metrics} (Ctrl-C or SIGTERM stops it)`;
}

function placeOf(at: ListenAddress, scheme: 'http' | 'https'): string {
  if ('path' in at) {
    const path = printable(at.path);
    return `${path} (curl --unix-socket ${path} ${scheme}://localhost/healthz)`;
  }
  const url = urlOf(at, scheme);
  return at.host === '::' || at.host === '0.0.0.0' ? `all addresses (here: ${url})` : url;
}
