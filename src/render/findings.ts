import { FINDINGS, type Finding, type FindingCode } from '../domain/findings.js';
import { number } from '../domain/text.js';
import { wrapped } from './wrapped.js';

/** Findings of a code shown on the screen; --json has all. */
const EXAMPLES_OF_A_CODE = 10;

/** Counts findings by code and keeps the first of each, for a person to read. */
export class FindingTally {
  readonly #examples = new Map<FindingCode, Finding[]>();
  readonly #counts = new Map<FindingCode, number>();

  add(finding: Finding): void {
    const { code } = finding;
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
    const examples = this.#examples.get(code) ?? [];
    if (examples.length < EXAMPLES_OF_A_CODE) examples.push(finding);
    this.#examples.set(code, examples);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, n) => sum + n, 0);
  }

  by(): Readonly<Partial<Record<FindingCode, number>>> {
    return Object.fromEntries(this.#counts);
  }

  /** What is wrong, code by code, and what to do. */
  *lines(): Generator<string> {
    for (const [code, n] of this.#counts) {
      yield `${code} ${number(n)}`;
      const examples = this.#examples.get(code) ?? [];
      for (const { message } of examples) yield `  ${message}`;
      const more = n - examples.length;
      if (more > 0) yield `  and ${number(more)} more (--json lists them all)`;
      yield* wrapped(`-> ${FINDINGS[code]}`, '   ', '  ');
    }
  }
}

export function findingEvent(finding: Finding): object {
  return { event: 'finding', ...finding, advice: FINDINGS[finding.code] };
}
