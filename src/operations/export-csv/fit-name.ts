import type { PhotoProfile } from '../../domain/photo-profile.js';
import { photoName } from '../../render/photo-name.js';

/** How files are named where the vendor does not care. */
const PATTERN = '{userId}';

/** The name of a picture. */
export interface FitName {
  readonly file: string;
  /** Whether the user ID is no safe file name, and stands in it in another form. */
  readonly isChanged: boolean;
}

/** The name that a vendor wants; a user's further pictures have their slot behind the user ID. */
export function fitName(
  { fileName }: Pick<PhotoProfile, 'fileName'>,
  { userId, isAmbiguous }: { readonly userId: string; readonly isAmbiguous: boolean },
  { slot, format }: { readonly slot: number | undefined; readonly format: 'jpeg' | 'png' },
): FitName {
  const stem = photoName(userId, isAmbiguous).replace(/\.jpg$/, '');
  const own = slot === undefined ? stem : `${stem}~${slot}`;
  const pattern = (fileName?.pattern ?? PATTERN).replace(/\.(?:jpe?g|png)$/i, '');
  const ending = extensionOf(fileName?.pattern, format);
  return {
    file: `${pattern.replaceAll('{userId}', () => own)}${ending}`,
    isChanged: stem !== userId,
  };
}

function extensionOf(pattern: string | undefined, format: 'jpeg' | 'png'): string {
  const [wanted] = /\.(?:jpe?g|png)$/i.exec(pattern ?? '') ?? [];
  if (wanted !== undefined && wanted.toLowerCase().startsWith('.j') === (format === 'jpeg')) {
    return wanted;
  }
  return format === 'jpeg' ? '.jpg' : '.png';
}
