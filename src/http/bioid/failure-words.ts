import type { Failure } from '../../domain/failures.js';
import { toldFailure } from '../problem-of.js';

/** A failure as the interface names and tells it: DuplicateOfEnrolledUser, and a sentence. */
export function failureWords(
  failure: Pick<Failure, 'code' | 'message'>,
  mayRead: boolean,
): { readonly name: string; readonly message: string } {
  const { code, message } = toldFailure({ advice: '', ...failure }, mayRead);
  return { name: pascalCase(code), message: sentence(message) };
}

function pascalCase(code: string): string {
  const words = code.split('_').map((word) => word.slice(0, 1) + word.slice(1).toLowerCase());
  return words.join('');
}

function sentence(text: string): string {
  const begun = text.slice(0, 1).toUpperCase() + text.slice(1);
  return begun.endsWith('.') ? begun : `${begun}.`;
}
