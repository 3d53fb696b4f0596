import { printable } from '../../domain/text.js';

/** What an error says, in one printable line. */
export function reasonOf(error: unknown): string {
  return printable(error instanceof Error ? error.message : String(error));
}
