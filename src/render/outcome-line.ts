import type { ItemOutcome } from '../domain/outcome.js';
import { printable } from '../domain/text.js';
import { problemsOf, subject } from './summary.js';

/** One line of `--verbose`: the outcome of a photo, or of a row without one. */
export function outcomeLine(item: ItemOutcome): string {
  return `${subject(item)}: ${ending(item.outcome)}`;
}

function ending(outcome: ItemOutcome['outcome']): string {
  switch (outcome.kind) {
    case 'failed':
      return failureText(outcome.failure);
    case 'unchanged':
      return `unchanged, ${outcome.reason}`;
    case 'enrolled':
      return [outcome.action, ...problemsOf(outcome).map(failureText)].join(', but ');
    case 'imported':
      return outcome.action;
  }
}

function failureText({
  code,
  message,
}: {
  readonly code: string;
  readonly message: string;
}): string {
  return `${code} ${printable(message)}`;
}
