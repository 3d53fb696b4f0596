import type { TemplateStatus } from '../domain/gallery.js';
import { count, jsonLine, listed, printable } from '../domain/text.js';

/** One line of `status --json`; `encoder` is the one that templates should be of. */
export function statusEvent(status: TemplateStatus, encoder: string): string {
  return jsonLine({ event: 'status', ...status, currentEncoder: encoder });
}

/** One user for a person. */
export function statusText(status: TemplateStatus): string {
  const { userId, templates, thumbnails, enrolledAt, encoders, enrolledBefore, tags } = status;
  const before = enrolledBefore ? ['enrolled before'] : [];
  const made =
    enrolledAt === null
      ? []
      : [
          ...[`since ${enrolledAt.slice(0, 10)}`, count(templates, 'template')],
          ...[count(thumbnails, 'thumbnail'), listed(encoders)],
        ];
  const tagged = tags.length > 0 ? [`tags ${tags.join('; ')}`] : [];
  const parts = [stateOf(status), ...made, ...before, ...tagged];
  return `${printable(userId)}: ${parts.map(printable).join(', ')}`;
}

function stateOf({ exists, available, upgradeDue, renamedTo }: TemplateStatus): string {
  if (renamedTo !== null) return `renamed to ${renamedTo}`;
  if (!exists) return 'removed';
  if (available) return 'available';
  return upgradeDue ? 'upgrade due' : 'no template';
}
