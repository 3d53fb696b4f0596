import type { UserStatus } from '../domain/gallery.js';
import { count, listed, printable } from '../domain/text.js';

/** One line of `status --json`; templates should be of `encoder`. */
export function statusEvent(status: UserStatus, encoder: string): object {
  return { event: 'status', ...status, currentEncoder: encoder };
}

export function statusText(status: UserStatus): string {
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

function stateOf(status: UserStatus): string {
  const { exists, available, templates, upgradeDue, otherPack, renamedTo } = status;
  if (renamedTo !== null) return `renamed to ${renamedTo}`;
  if (!exists) return 'removed';
  if (available) return 'available';
  if (upgradeDue) return 'upgrade due';
  if (templates === 0) return 'no template';
  return otherPack === null ? 'of another encoder' : `of another pack (--models ${otherPack})`;
}
