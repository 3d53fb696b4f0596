import { UsageError } from '../domain/fatal-error.js';
import { EXPORT_CSV_OPTIONS } from './export-csv/options.js';
import { operation } from './operation.js';
import type { ValuesOf } from './options/row.js';

export const exportCsv = operation({
  name: 'export-csv',
  summary: 'Write users as a CSV that import-csv reads back unchanged.',
  arguments: {
    file: { text: 'the CSV to write; stdout unless told', kind: 'file', optional: true },
  },
  options: EXPORT_CSV_OPTIONS,
  opens: 'collection',
  access: 'read',
  key: 'needed',
  // Only pictures are secret.
  needs: ({ photos }) => ({ access: 'read', ...(photos !== undefined && { key: 'needed' }) }),
  check: refuseNoPhotos,
  load: async () => (await import('./export-csv/export.js')).exportUsers,
});

/** @throws {UsageError} when an option would have nothing to be done with. */
function refuseNoPhotos({
  photos,
  profile,
  originals,
}: Pick<ValuesOf<typeof EXPORT_CSV_OPTIONS>, 'photos' | 'profile' | 'originals'>): void {
  if (profile !== undefined && photos === undefined) {
    throw new UsageError('--profile needs --photos, the folder for the pictures');
  }
  if (originals !== undefined && profile === undefined) {
    throw new UsageError('--originals needs --profile: pictures are made of the photos there');
  }
}
