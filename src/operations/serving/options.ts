import { wholeFrom } from '../../domain/option-values.js';
import { MAIL_OPTIONS, PAGE_OPTIONS } from '../links/options.js';
import { KEPT_OPTIONS, RULE_OPTIONS } from '../options/import.js';
import { MEMORY_OPTION, WORKERS_OPTION } from '../options/machine.js';
import { PHOTO_OPTIONS } from '../options/photo.js';
import { QUEUE_OPTIONS } from '../options/queue.js';
import {
  choice,
  file,
  flag,
  list,
  listenAddress,
  networks,
  number,
  onlyOf,
  url,
  type ValuesOf,
} from '../options/row.js';
import { COLLECTION_OPTIONS, KEY_OPTION, WAIT_RANGE } from '../options/where.js';

const { collection } = COLLECTION_OPTIONS;

/** Loopback: whoever is on the machine. */
const DEFAULT_LISTEN = '127.0.0.1:8380';

/** Imports that decide have ended by then; clients wait about as long. */
const DEFAULT_WAIT = 30;

/** 100 a second: above what a machine extracts, below what one that repeats in a loop does. */
const DEFAULT_RATE = 6_000;

/** How a server meets the network. */
const NETWORK_OPTIONS = {
  listen: listenAddress('where to listen: address:port, :port for all addresses, unix:/file', {
    default: DEFAULT_LISTEN,
  }),
  publicUrl: url('the address by which people and programs reach it, for links and /openapi.json'),
  tlsCert: file('the certificate for TLS, with its intermediate certificates; PEM'),
  tlsKey: file("the certificate's private key; PEM, without a passphrase"),
  trustProxy: networks('reverse proxies, whose X-Forwarded-For is believed: 10.0.0.1,fd00::/8'),
  insecure: flag('listen for other machines without TLS and without a proxy'),
  rate: number(wholeFrom(1, 1e9))('requests per minute for each API key', {
    default: DEFAULT_RATE,
  }),
  audience: list('"aud" of a JSON Web Token must be one of these (default: faceenroll, BWS)'),
  metricsListen: listenAddress('where /metrics, /docs and /openapi.json are, in place of --listen'),
  withoutMetrics: flag('no /metrics', { conflicts: ['metricsListen'] }),
  withoutDocs: flag('no /docs and no /openapi.json'),
  logLevel: choice(['error', 'warn', 'info', 'debug'], 'level')('what is logged on stderr', {
    default: 'info',
  }),
};

/** What a service is told: options of imports, and where it works. */
const SERVICE_OPTIONS = {
  ...PHOTO_OPTIONS,
  ...RULE_OPTIONS,
  ifFaceExists: { ...RULE_OPTIONS.ifFaceExists, default: 'add' as const },
  ...KEPT_OPTIONS,
  ...WORKERS_OPTION,
  ...MEMORY_OPTION,
  collection: { ...collection, text: 'the collection for calls whose address names none' },
  ...KEY_OPTION,
  wait: number(WAIT_RANGE, 'seconds')(
    'a request waits this long while a run decides in the database',
    { default: DEFAULT_WAIT },
  ),
};

/** Somebody waits for the photo of a request, and nobody for one of an import. */
const PRIORITY_OF_REQUESTS = 50;

/** Who extracts the photos of requests, where that is on other machines. */
const SERVICE_QUEUE_OPTIONS = {
  ...QUEUE_OPTIONS,
  priority: { ...QUEUE_OPTIONS.priority, default: PRIORITY_OF_REQUESTS },
};

/** What `serve` is told. */
export const SERVE_OPTIONS = {
  ...NETWORK_OPTIONS,
  ...PAGE_OPTIONS,
  ...MAIL_OPTIONS,
  ...SERVICE_OPTIONS,
  ...SERVICE_QUEUE_OPTIONS,
};

export type ServeValues = ValuesOf<typeof SERVE_OPTIONS>;

/** What a service is told of all that. */
export function serviceValues(values: ServeValues): ValuesOf<typeof SERVICE_OPTIONS> {
  return onlyOf(SERVICE_OPTIONS, values);
}
