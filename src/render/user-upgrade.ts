import type { Failure } from '../domain/failures.js';
import { count, printable } from '../domain/text.js';
import { wrapped } from './wrapped.js';

/** The result of encoding one user's faces again, for people. */
export function userUpgradedText(
  userId: string,
  upgraded: number,
  failures: readonly Failure[],
): string {
  const lines = [
    ...(upgraded > 0
      ? wrapped(
          `${printable(userId)}: TEMPLATE_UPGRADED, ${count(upgraded, 'face')} from its thumbnail. The previous template is kept until "faceenroll upgrade --commit".`,
        )
      : []),
    ...failures.flatMap(({ code, message }) =>
      wrapped(`${printable(userId)}: ENROLLMENT_FAILED, ${code}: ${printable(message)}`),
    ),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
