import { writeHtmlFiles } from './html-files.js';
import { freePages } from './html-place.js';

/**
 * Writes a report of one page, under the wanted name or the next one that is free, and returns its
 * path. With `replaces` an earlier report is replaced.
 *
 * @throws {FatalError} naming the file and the reason.
 */
export async function writeOnePage(
  wanted: string,
  pieces: () => Iterable<string>,
  replaces: boolean,
): Promise<string> {
  const files = freePages(wanted, 1, replaces);
  const text = async function* (): AsyncGenerator<string> {
    yield* pieces();
  };
  await writeHtmlFiles(files, text, replaces);
  return files[0] as string;
}
