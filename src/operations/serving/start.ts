import { DEFAULT_PACK } from '../../domain/option-values.js';
import type { ModelPack } from '../../models/packs.js';
import type { PhotoPool } from '../../workers/pool.js';
import { keepHeapSmall } from '../../workers/small-heap.js';
import type { FileContext } from '../context.js';
import type { Host } from '../host.js';
import { linkSettings } from '../links/settings.js';
import type { LinkSettings } from '../links/types.js';
import { type Certificate, type CertificateFiles, readCertificate } from './certificate.js';
import { Notices } from './notices.js';
import { type ServeValues, serviceValues } from './options.js';
import { Service } from './service.js';
import type { Serving } from './serving.js';
import type { ServiceSettings } from './types.js';

/** A service that is open, and what its server is told. */
export interface Started {
  readonly service: Serving;
  readonly values: ServeValues;
  /** How people enroll themselves; undefined where nothing is said of who asks for photos. */
  readonly links: LinkSettings | undefined;
  /** What there is to say while it serves. */
  readonly notices: Pick<Notices, 'listen'>;
  /** What TLS takes. */
  readonly tls: { readonly files: CertificateFiles; readonly certificate: Certificate } | undefined;
}

/**
 * Opens a service on a database, which is made when need be. Whoever calls it closes the service.
 *
 * @throws {FatalError} when the database, a model, the certificate or a file of texts cannot be
 *   opened.
 * @throws {UsageError} when the settings of pages and mails do not fit together.
 */
export async function startService(
  { host, db }: FileContext,
  values: ServeValues,
): Promise<Started> {
  const { tlsCert: cert, tlsKey: key } = values;
  const files = cert !== undefined && key !== undefined ? { cert, key } : undefined;
  if (host.typed) keepHeapSmall();
  // First, since it takes no time.
  const tls = files && { files, certificate: readCertificate(files) };
  const links = values.notice === undefined ? undefined : linkSettings(values, host);
  const notices = new Notices();
  const { env, cwd, note } = host;
  const makePool =
    values.queue === undefined
      ? undefined
      : await poolsOverQueue({ env, cwd, note, tell: notices.tell }, values);
  // No copy: that would look at the signal, which the server waits for itself.
  const logged: Host = Object.create(host, { tell: { value: notices.tell } });
  const service = await Service.open(settingsOf(values, db), logged, makePool);
  return { service, values, links, notices, tls };
}

/** Makes pools of workers on other machines. */
async function poolsOverQueue(
  host: Pick<Host, 'env' | 'cwd' | 'note' | 'tell'>,
  values: ServeValues,
): Promise<(pack: ModelPack) => PhotoPool> {
  // Its libraries are large.
  const { queuePool } = await import('../queue/queue-pool.js');
  return (pack) => queuePool(host, pack, values, { waits: true });
}

function settingsOf(values: ServeValues, db: string): ServiceSettings {
  const { models, ...others } = serviceValues(values);
  // A service that is told of none takes the default, and does not insist on it.
  return { ...others, db, ...(models !== DEFAULT_PACK && { models }) };
}
