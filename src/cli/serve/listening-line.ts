import { type ListenAddress, urlOf } from '../../domain/listen-address.js';
import { jsonLine, printable } from '../../domain/text.js';

/** Where a server listens. */
interface Listens {
  readonly at: ListenAddress;
  readonly metricsAt: ListenAddress | undefined;
  readonly scheme: 'http' | 'https';
  /** Where people reach the page by which they enroll themselves, if there is one. */
  readonly pagesAt: string | undefined;
}

/** Tells where a server listens, as curl takes it, and how it is stopped. */
export function listeningLine({ at, metricsAt, scheme, pagesAt }: Listens): string {
  const metrics = metricsAt ? `, metrics and documentation on ${placeOf(metricsAt, 'http')}` : '';
  const pages = pagesAt === undefined ? '' : `, links open ${pagesAt}`;
  return `Listening on ${placeOf(at, scheme)}${metrics}${pages} (Ctrl-C or SIGTERM stops it)`;
}

/** Tells the same to a program. */
export function listeningEvent({ at, metricsAt, scheme, pagesAt }: Listens): string {
  const address = addressOf(at, scheme);
  const metricsAddress = metricsAt ? addressOf(metricsAt, 'http') : null;
  return jsonLine({
    ...{ event: 'listening', address, metricsAddress, pagesAddress: pagesAt ?? null },
    pid: process.pid,
  });
}

function addressOf(at: ListenAddress, scheme: 'http' | 'https'): string {
  return 'path' in at ? `unix:${at.path}` : urlOf(at, scheme);
}

/** An address as curl takes it; `page` is one that answers whoever asks. */
export function placeOf(at: ListenAddress, scheme: 'http' | 'https', page = '/healthz'): string {
  if ('path' in at) {
    const path = printable(at.path);
    return `${path} (curl --unix-socket ${path} ${scheme}://localhost${page})`;
  }
  const url = urlOf(at, scheme);
  return at.host === '::' || at.host === '0.0.0.0' ? `all addresses (here: ${url})` : url;
}
