import { EXIT } from '../../domain/exit-codes.js';
import type { ListenAddress } from '../../domain/listen-address.js';
import { readListenAddress } from '../../domain/listen-address.js';
import { type Listening, listen } from '../../http/listen.js';
import { type Log, logTo } from '../../http/log.js';
import { serverOf } from '../../http/server-of.js';
import { hasKeys } from '../../operations/keys/check.js';
import { makeLinkDesk } from '../../operations/links/desk.js';
import { type Mailer, startMailer } from '../../operations/links/mailer.js';
import { makeReviewDesk } from '../../operations/review/desk.js';
import { isProtected, refuseOpen } from '../../operations/serve.js';
import type { Started } from '../../operations/serving/start.js';
import { onInterrupt } from '../interrupt.js';
import type { Io } from '../io.js';
import { handedOver } from './handed-over.js';
import { listeningEvent, listeningLine } from './listening-line.js';
import { followCertificate } from './reload.js';

const NO_KEY =
  'there is no API key yet, and every call needs one: see "faceenroll keys create --help"';

const NO_PAGES =
  'links open no page, and no e-mail is sent, without --notice (who asks for photos): see "faceenroll help links"';

/** Serves until a signal comes; returns the exit code. */
export async function listenAndWait(
  started: Started,
  { json }: { readonly json?: boolean },
  io: Io,
): Promise<number> {
  const { service, values, tls, links } = started;
  const log = logTo(io.stderr, values.logLevel);
  started.notices.listen((message) => log.warn(message));
  const { signal, dispose } = onInterrupt(io, () =>
    log.info('stopping: requests in progress are answered; a second signal stops at once'),
  );
  let mailer: Mailer | undefined;
  try {
    if (!hasKeys(service)) log.warn(NO_KEY);
    if (!links) warnOfNoPages(started, log);
    const listening = await begin(started, () => mailer?.wake(), io, log);
    // No e-mail goes out before its page is there.
    mailer = startMailer({ records: service, settings: links, log });
    const unfollow = tls ? followCertificate(tls, listening, io, log) : () => {};
    const scheme = tls ? 'https' : 'http';
    const line = json ? listeningEvent : listeningLine;
    const { at, metricsAt } = listening;
    io.stdout.write(`${line({ at, metricsAt, scheme, pagesAt: links?.publicUrl })}\n`);
    await aborted(signal);
    unfollow();
    if (!(await listening.stop())) log.warn('connections that did not end in time were closed');
  } finally {
    await mailer?.stop();
    await service.close();
    dispose();
  }
  log.info('stopped');
  return EXIT.done;
}

function warnOfNoPages({ service, values }: Started, log: Log): void {
  const mails = [values.smtpHost, values.mailFolder].some((said) => said !== undefined);
  const now = new Date().toISOString();
  if (mails || service.read(({ links }) => links.anyWorks(now))) log.warn(NO_PAGES);
}

async function begin(
  started: Started,
  wakeMailer: () => void,
  io: Io,
  log: Log,
): Promise<Listening> {
  const { service, values, tls, links } = started;
  const handed = handedOver(io.env, process.pid);
  const desks = {
    links: links && makeLinkDesk(service, links, wakeMailer),
    review: makeReviewDesk(service, links, wakeMailer),
  };
  const listening = await listen(serverOf(service, log, values.audience, desks), {
    ...{ logger: log, rate: values.rate, publicUrl: values.publicUrl },
    metrics: !values.withoutMetrics,
    ...{ docs: !values.withoutDocs, trustProxy: values.trustProxy, https: tls?.certificate },
    listen: handed ?? addressOf(values.listen),
    metricsListen: values.metricsListen === undefined ? undefined : addressOf(values.metricsListen),
  });
  try {
    // Of a socket that was handed over, this is known now.
    if (!isProtected(values)) refuseOpen(listening.at);
    return listening;
  } catch (error) {
    await listening.stop();
    throw error;
  }
}

function addressOf(text: string): ListenAddress {
  return readListenAddress(text) as ListenAddress;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
