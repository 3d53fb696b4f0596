import type { Diagnosis } from '../../render/doctor.js';
import type { Host } from '../host.js';
import { type TransportValues, transportOf } from '../links/transport.js';
import { reasonOf } from './reason.js';

const check = 'mail';

/** Tries the mail server that is set: EHLO, TLS and AUTH, without a mail. */
export async function checkMail(
  values: TransportValues,
  host: Pick<Host, 'cwd' | 'env'>,
): Promise<Diagnosis> {
  const warnings: string[] = [];
  let transport: ReturnType<typeof transportOf>;
  try {
    transport = transportOf(values, { ...host, note: (message) => warnings.push(message) });
    if (!transport) {
      const message = 'no mail server is set; it is needed to e-mail links to people';
      return { check, status: 'ok', message };
    }
    const message = await transport.check();
    if (warnings.length > 0) {
      const advice = 'run "chmod 600" on the password file, which others can read';
      return { check, status: 'warning', message, advice };
    }
    if (values.smtpTls === 'none') {
      const advice = 'links and the password can be read on their way: use --smtp-tls starttls';
      return { check, status: 'warning', message, advice };
    }
    return { check, status: 'ok', message };
  } catch (error) {
    const advice =
      'correct the settings smtp-* and mail-from, or ask the administrator of the mail server';
    return { check, status: 'failed', message: reasonOf(error), advice };
  } finally {
    transport?.close();
  }
}
