import type { TemplateStatus, UserStatus } from '../../domain/gallery.js';
import { packOf } from '../compare/packs-of.js';

/**
 * What is told of a user. Where the collection is of another encoder than was asked for (see
 * `encoderInstead`) nobody's upgrade is due: the wrong pack was named, or none.
 *
 * @param instead the encoder of the collection then
 */
export function userStatus(status: TemplateStatus, instead: string | undefined): UserStatus {
  if (!status.upgradeDue || instead === undefined) return { ...status, otherPack: null };
  const [first = instead] = status.encoders;
  const encoder = status.encoders.includes(instead) ? instead : first;
  return { ...status, upgradeDue: false, otherPack: packOf(encoder) ?? null };
}
