import { createHash } from 'node:crypto';
import { croppedFurther, turnedFurther } from '../../../domain/photo-edit.js';
import { isWithinPhoto, type PhotoEdit } from '../../../domain/review.js';
import { Problem } from '../../problem.js';

/** Photos whose edits are remembered. */
const MOST = 10_000;

const UNTOUCHED: PhotoEdit = { turn: 0 };

/** A photo as it is now. */
interface Photo {
  readonly version: string;
  readonly isEdited: boolean;
}

interface Kept {
  readonly edit: PhotoEdit;
  /** Of what came of it: another server or process may have made something else since. */
  readonly version: string;
}

/**
 * How photos were cropped and turned on this server. Each edit is of the photo as it is shown, and
 * the desk's are of the photo as it was sent.
 */
export class Edits {
  readonly #kept = new Map<string, Kept>();

  /** How the photo was edited so far; undefined if that is not known. */
  before(submissionId: string, { version, isEdited }: Photo): PhotoEdit | undefined {
    if (!isEdited) return UNTOUCHED;
    const kept = this.#kept.get(submissionId);
    return kept?.version === version ? kept.edit : undefined;
  }

  keep(submissionId: string, edit: PhotoEdit, version: string): void {
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size >= MOST) this.#kept.delete(oldest);
    this.#kept.set(submissionId, { edit, version });
  }
}

/** Names a photo as it is now. */
export function versionOf(photo: Uint8Array | undefined): string {
  return photo ? createHash('sha256').update(photo).digest('hex') : '';
}

/**
 * What is decided is decided about the photo that the operator saw.
 *
 * @throws {Problem} when it was cropped or turned since.
 */
export function requireSeen(form: URLSearchParams, photo: Uint8Array | undefined): void {
  if (!photo || form.get('version') === versionOf(photo)) return;
  throw new Problem('CONFLICT', 'the photo was cropped or turned meanwhile: look at it again');
}

/**
 * What a form does to a photo; undefined takes everything back.
 *
 * @throws {Problem} when it says nothing that can be done.
 */
export function nextEdit(
  form: URLSearchParams,
  before: PhotoEdit | undefined,
): PhotoEdit | undefined {
  const act = form.get('act');
  if (act === 'back') return undefined;
  if (!before) {
    throw new Problem(
      'CONFLICT',
      'it is not known how the photo was cropped before: undo the crop first',
    );
  }
  if (act === 'left') return turnedFurther(before, 270);
  if (act === 'right') return turnedFurther(before, 90);
  if (act === 'crop') return croppedFurther(before, cropIn(form));
  throw new Problem('INVALID_REQUEST', 'the form does not say what to do');
}

/** Percents, as people write them. @throws {Problem} when they are not within the photo. */
function cropIn(form: URLSearchParams): Required<PhotoEdit>['crop'] {
  const part = (name: string): number => Number(form.get(name)?.trim() || Number.NaN) / 100;
  const [left, top] = [part('left'), part('top')];
  const crop = { left, top, width: part('width'), height: part('height') };
  if (isWithinPhoto(crop)) return crop;
  throw new Problem('INVALID_REQUEST', 'the crop is not within the photo', { status: 422 });
}
