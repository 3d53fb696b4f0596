import { UsageError } from '../domain/fatal-error.js';
import { isLocal, type ListenAddress, readListenAddress } from '../domain/listen-address.js';
import { operation } from './operation.js';
import { checkQueue } from './queue/check.js';
import { SERVE_OPTIONS, type ServeValues } from './serving/options.js';

export const serve = operation({
  name: 'serve',
  summary: 'Enroll and identify for other programs, over HTTP.',
  arguments: {},
  options: SERVE_OPTIONS,
  opens: 'file',
  access: 'write',
  check: (values) => {
    checkQueue(values);
    const { tlsCert, tlsKey, listen } = values;
    if ((tlsCert === undefined) !== (tlsKey === undefined)) {
      const [is, lacks] = tlsCert === undefined ? ['key', 'cert'] : ['cert', 'key'];
      throw new UsageError(`--tls-${is} needs --tls-${lacks}: TLS takes a certificate and its key`);
    }
    if (!isProtected(values)) refuseOpen(readListenAddress(listen) as ListenAddress);
  },
  load: async () => (await import('./serving/start.js')).startService,
});

/** Whether what is sent is safe on its way, or somebody has said that it need not be. */
export function isProtected({ tlsCert, trustProxy, insecure }: ServeValues): boolean {
  return tlsCert !== undefined || trustProxy !== undefined || insecure === true;
}

/**
 * Photos and keys would cross the network for everybody to read.
 *
 * @throws {UsageError} for an address that other machines reach.
 */
export function refuseOpen(address: ListenAddress): void {
  if (isLocal(address) || 'path' in address) return;
  const where = address.host === undefined ? 'all addresses' : address.host;
  throw new UsageError(
    `listening on ${where} without TLS would send photos and keys in the clear: name --tls-cert and --tls-key, or the reverse proxy in front with --trust-proxy <its address>; with --insecure it is done all the same`,
  );
}
