import { resolve } from 'node:path';
import type { ReportedRun } from '../../domain/reported.js';
import { type CsvOptions, type CsvSource, openCsv } from '../../source/csv.js';

/** How a CSV is read, as a command and a caller of the library say it alike. */
export interface ListOptions
  extends Pick<
    CsvOptions,
    'images' | 'links' | 'headingRow' | 'startRow' | 'delimiter' | 'encoding'
  > {
  readonly map?: Readonly<Record<string, string>> | undefined;
  readonly allowOddIds?: boolean | undefined;
}

/**
 * Opens a CSV and reads its headings; each call opens it anew.
 *
 * @throws {SourceError} for what makes the file unusable as a whole.
 */
export function openList(
  file: string,
  { map = {}, allowOddIds, images, ...how }: ListOptions,
  more: { readonly reported?: ReportedRun | undefined; readonly doubtsExports?: boolean },
): Promise<CsvSource> {
  const { links, headingRow, startRow, delimiter, encoding } = how;
  const { reported, doubtsExports = false } = more;
  return openCsv({
    ...{ file, doubtsExports, allowOddIds: Boolean(allowOddIds) },
    map: new Map(Object.entries(map)),
    ...(reported && { reported }),
    ...(links !== undefined && { links }),
    ...(headingRow !== undefined && { headingRow }),
    ...(startRow !== undefined && { startRow }),
    ...(images !== undefined && { images: resolve(images) }),
    ...(delimiter !== undefined && { delimiter }),
    ...(encoding !== undefined && { encoding }),
  });
}

/** What the run of a list remembers of how that was read. */
export function rememberedOf(
  { imagesFolder, map }: CsvSource,
  { headingRow, startRow, delimiter, encoding, allowOddIds, links }: ListOptions,
): Readonly<Record<string, unknown>> {
  return {
    ...{ images: imagesFolder, map, headingRow, startRow, delimiter, encoding, allowOddIds },
    ...(links !== undefined && { links }),
  };
}
