import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type CsvOptions, type CsvSource, openCsv } from '../../src/source/csv.js';

/** A folder of its own for every test of the file that calls this. */
export class CsvFolder {
  /** Its real path. */
  path = '';

  constructor() {
    beforeEach(async () => {
      this.path = await realpath(await mkdtemp(join(tmpdir(), 'csv-')));
    });
    afterEach(() => rm(this.path, { recursive: true }));
  }

  /** Writes a CSV into the folder and opens it. */
  async open(content: string | Uint8Array, options: Partial<CsvOptions> = {}): Promise<CsvSource> {
    const file = join(this.path, 'users.csv');
    await writeFile(file, content);
    return openCsv({ file, map: new Map(), ...options });
  }
}
