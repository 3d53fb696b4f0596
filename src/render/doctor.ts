import { jsonLine } from '../domain/text.js';
import { wrapped } from './wrapped.js';

/** The result of one check of the installation or the machine. */
export interface Diagnosis {
  /** What was checked, in a word or two. */
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'failed';
  /** What was found, or what is wrong; printable. */
  readonly message: string;
  /** How to correct it; printable. */
  readonly advice?: string;
}

/** Width of the status and of a check's name: the longest are "warning" and "queue connections". */
const STATUS_WIDTH = 9;
const CHECK_WIDTH = 18;

/** One diagnosis for a person, in lines that fit a terminal. */
export function diagnosisLines({ check, status, message, advice }: Diagnosis): readonly string[] {
  const margin = ' '.repeat(STATUS_WIDTH + CHECK_WIDTH);
  const head = status.padEnd(STATUS_WIDTH) + check.padEnd(CHECK_WIDTH);
  const [first = '', ...others] = wrapped(message, '', margin);
  const mend = advice === undefined ? [] : wrapped(`-> ${advice}`, '   ', margin);
  return [head + first.slice(margin.length), ...others, ...mend];
}

export function diagnosisEvent(diagnosis: Diagnosis): string {
  return jsonLine({ event: 'check', advice: null, ...diagnosis });
}

export function tallyOf(diagnoses: readonly Diagnosis[]): Record<Diagnosis['status'], number> {
  const tally = { ok: 0, warning: 0, failed: 0 };
  for (const { status } of diagnoses) tally[status] += 1;
  return tally;
}
