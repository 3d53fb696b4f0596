import type { TemplateStatus } from '../domain/gallery.js';
import { count, jsonLine, listed, printable } from '../domain/text.js';

/** One line of `status --json`; `encoder` is the one that templates should be of. */
export function statusEvent(status: TemplateStatus, encoder: string): string {
  return jsonLine({ event: 'status', ...status, currentEncoder: encoder });
}

/** One user for a person. */
export function statusText(status: TemplateStatus): string {
  const { userId, templates, thumbnails, enrolledAt, encoders, enrolledBefore } = status;
  const before = enrolledBefore ? ['enrolled before'] : [];
  const made =
    enrolledAt === null
      ? []
      : [
          ...[`since ${enrolledAt.slice(0, 10)}`, count(templates, 'template')],
          ...[count(thumbnails, 'thumbnail'), listed(encoders)],
        ];
  return `${printable(userId)}: ${[stateOf(status), ...made.map(printable), ...before].join(', ')}`;
}

function stateOf({ exists, available, upgradeDue }: TemplateStatus): string {
  if (!exists) return 'removed';
  if (available) return 'available';
  return upgradeDue ? 'upgrade due' : 'no template';
}
