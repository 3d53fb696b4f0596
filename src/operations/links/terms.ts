import { UsageError } from '../../domain/fatal-error.js';
import type { LinkTerms } from '../../domain/link.js';
import { quoted } from '../../domain/text.js';
import type { ValuesOf } from '../options/row.js';
import type { TERMS_OPTIONS } from './options.js';

const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };

/** A mail takes minutes to arrive, and a link that is forgotten should not work for ever. */
const LEAST = { seconds: 300, text: '5m' };
const MOST = { seconds: 90 * 86_400, text: '90d' };

export type TermsValues = ValuesOf<typeof TERMS_OPTIONS> & {
  readonly remind?: number;
  readonly reminders?: number;
};

/**
 * What links are made with.
 *
 * @throws {UsageError} when the time is none, or there are reminders without their days.
 */
export function termsOf(values: TermsValues): LinkTerms {
  const { expires, attempts, review = false, remind, reminders } = values;
  if (remind === undefined && reminders !== undefined) {
    throw new UsageError('--reminders needs --remind: name the days between two reminders');
  }
  return {
    ...{ seconds: secondsOf(expires), attempts, review },
    remindDays: remind ?? 0,
    reminders: remind === undefined ? 0 : (reminders ?? 1),
  };
}

function secondsOf(text: string): number {
  const [, amount = '', unit = ''] = /^(\d{1,6})([mhd])$/.exec(text.trim()) ?? [];
  const seconds = Number(amount) * (UNITS[unit] ?? Number.NaN);
  if (seconds >= LEAST.seconds && seconds <= MOST.seconds) return seconds;
  throw new UsageError(
    `--expires is ${quoted(text)}: write minutes, hours or days as in 30m, 24h or 7d, from ${LEAST.text} to ${MOST.text}`,
  );
}
