import { rmSync } from 'node:fs';
import { FatalError } from '../../domain/fatal-error.js';
import { writeProblem } from '../../domain/system-problem.js';
import { pathText } from '../../domain/text.js';
import { PrivateFile } from '../../store/private-file.js';
import { formerPages } from './html-place.js';

/** Text is written in pieces of about so many characters. */
const PIECE = 65_536;

/**
 * Writes the files of a report, readable by their owner alone. They get their names when all are
 * complete; if anything goes wrong before, nothing of them stays.
 *
 * @param replaces whether reports of these names are replaced; else the names must be free
 * @throws {FatalError} naming the file and the reason.
 */
export async function writeHtmlFiles(
  paths: readonly string[],
  textOf: (at: number) => AsyncIterable<string>,
  replaces: boolean,
): Promise<void> {
  const files: PrivateFile[] = [];
  try {
    for (const [at, path] of paths.entries()) {
      const file = explained(path, () => new PrivateFile(path, { isShared: !replaces }));
      files.push(file);
      for await (const piece of pieces(textOf(at))) explained(path, () => file.write(piece));
    }
    const former = replaces ? formerPages(paths) : [];
    publish(files);
    for (const path of former) rmSync(path, { force: true });
  } catch (error) {
    for (const file of files) file.discard();
    throw error;
  }
}

/** The first page last: whoever sees it finds all others. */
function publish(files: readonly PrivateFile[]): void {
  const done: PrivateFile[] = [];
  try {
    for (const file of files.toReversed()) {
      explained(file.path, () => file.finish());
      done.push(file);
    }
  } catch (error) {
    for (const { path } of done) rmSync(path, { force: true });
    throw error;
  }
}

async function* pieces(text: AsyncIterable<string>): AsyncGenerator<string> {
  let waiting: string[] = [];
  let length = 0;
  for await (const part of text) {
    waiting.push(part);
    length += part.length;
    if (length < PIECE) continue;
    yield waiting.join('');
    waiting = [];
    length = 0;
  }
  yield waiting.join('');
}

function explained<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new FatalError(
      `the report ${pathText(path)} cannot be written: ${writeProblem(error, 'name another file')}`,
    );
  }
}
