import { resolve } from 'node:path';
import { FatalError } from '../../domain/fatal-error.js';
import { writeProblem } from '../../domain/system-problem.js';
import { pathText } from '../../domain/text.js';
import { PrivateFile } from '../../store/private-file.js';
import { numbered } from '../imports/report-file.js';

/**
 * A receipt's file, readable by its owner alone. Its name is taken before anything is deleted, so
 * that what cannot be attested is not deleted; an older receipt is never overwritten.
 */
export class ReceiptFile {
  readonly path: string;
  readonly #file: PrivateFile;

  /**
   * The named file, else one in `folder` that is called by command and time.
   *
   * @throws {FatalError} when it cannot be made.
   */
  constructor(named: string | undefined, command: string, now: string, folder: string) {
    const time = now.replace(/[-:]|\.\d+/g, '');
    const wanted = resolve(folder, named ?? `${command}-${time}.receipt.json`);
    for (let n = 1; ; n += 1) {
      const path = numbered(wanted, n);
      try {
        this.#file = new PrivateFile(path, { isNew: true });
        this.path = path;
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
        throw new FatalError(
          `the receipt cannot be written, so nothing was deleted: ${pathText(path)}: ${writeProblem(error, 'name another file with --receipt')}`,
        );
      }
    }
  }

  /**
   * Writes the receipt.
   *
   * @throws {FatalError} when it cannot be written; what it attests has happened.
   */
  write(text: string): void {
    try {
      this.#file.write(text);
      this.#file.finish();
    } catch (error) {
      throw new FatalError(
        `the deletion is done, but its receipt ${pathText(this.path)} cannot be written: ${writeProblem(error)}; the audit tells the same`,
      );
    }
  }

  /** Nothing was deleted: there is nothing to attest. */
  discard(): void {
    this.#file.discard();
  }
}
