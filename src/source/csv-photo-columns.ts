import { PHOTO_EXTENSION } from '../domain/photo-extension.js';
import { looksLikePhotos } from '../domain/photo-heading.js';
import { quoted } from '../domain/text.js';
import { SourceError } from './fatal.js';
import { isEmbedded } from './photo-cell.js';

/** A column without a known purpose. */
export interface OtherColumn {
  /** Position in the file, from 0; undefined when an error report has lost it. */
  readonly place: number | undefined;
  /** The name for --map. */
  readonly name: string;
}

/**
 * Refuses a file whose only photo column has an unknown heading: its users would be imported and
 * nobody enrolled.
 *
 * @param rows cells of the first rows, by position
 * @throws {SourceError} that proposes a --map
 */
export function refuseUnnamedPhotos(
  file: string,
  others: readonly OtherColumn[],
  rows: readonly (readonly string[])[],
): void {
  const photos = others.filter(
    ({ place, name }) =>
      looksLikePhotos(name) || holdsPhotos(rows.map((cells) => cells[place ?? -1])),
  );
  const [first] = photos;
  if (first === undefined) return;
  const maps = photos.map(({ name }, i) => `--map ${quoted(`${name}=face_image_file${i + 1}`)}`);
  const names = photos.map(({ name }) => quoted(name)).join(', ');
  const what = photos.length === 1 ? `the column ${names} looks` : `the columns ${names} look`;
  throw new SourceError(
    `${quoted(file)} has no photo column, but ${what} like one: take it with ${maps.join(' ')}, ` +
      `or keep it as other data with --map ${quoted(`${first.name}=other`)}`,
  );
}

/** Whether every non-empty cell names or contains a photo. */
export function holdsPhotos(cells: readonly (string | undefined)[]): boolean {
  const filled = cells.flatMap((cell = '') => (cell.trim() === '' ? [] : [cell.trim()]));
  return (
    filled.length > 0 && filled.every((cell) => PHOTO_EXTENSION.test(cell) || isEmbedded(cell))
  );
}
