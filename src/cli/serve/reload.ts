import { messageOf } from '../../domain/text.js';
import type { Listening } from '../../http/listen.js';
import type { Log } from '../../http/log.js';
import { type Certificate, readCertificate } from '../../operations/serving/certificate.js';
import type { Started } from '../../operations/serving/start.js';
import type { Io } from '../io.js';

/** A certificate that ends within a week is told of. */
const SOON_MS = 7 * 86_400_000;

/**
 * Reads the certificate again on SIGHUP; one that is wrong is told of, and the former stays.
 *
 * @returns what ends that
 */
export function followCertificate(
  { files, certificate }: NonNullable<Started['tls']>,
  listening: Pick<Listening, 'useCertificate'>,
  io: Io,
  log: Log,
): () => void {
  warnOfEnd(certificate, log);
  const readAgain = (): void => {
    try {
      const again = readCertificate(files);
      listening.useCertificate(again);
      log.info({ expires: again.expires }, 'the certificate was read again');
      warnOfEnd(again, log);
    } catch (error) {
      log.error(`the certificate was not read again: ${messageOf(error)}`);
    }
  };
  io.signals.on('SIGHUP', readAgain);
  return () => io.signals.off('SIGHUP', readAgain);
}

function warnOfEnd({ expires }: Certificate, log: Log): void {
  const left = expires.getTime() - Date.now();
  if (left < SOON_MS)
    log.warn({ expires }, `the certificate ${left < 0 ? 'has expired' : 'expires soon'}`);
}
