import { mkdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { writePrivateFile } from '../../store/private-file.js';

/** A folder that annotated photos are written into, called by the photos. */
export class AnnotatedPhotos {
  readonly #paths = new Set<string>();

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** Writes the picture of a photo; photos of one name get a number. Returns the path. */
  write(file: string, picture: Uint8Array): string {
    const path = this.#pathFor(shortened(parse(file).name));
    this.#paths.add(path);
    writePrivateFile(path, [picture]);
    return path;
  }

  #pathFor(name: string): string {
    let path = join(this.folder, `${name}.inspected.jpg`);
    for (let n = 2; this.#paths.has(path); n += 1) {
      path = join(this.folder, `${name}-${n}.inspected.jpg`);
    }
    return path;
  }
}

/** File systems take 255 bytes for a name; an ending, a number and ".part" come behind it. */
const MOST_BYTES = 220;

/** The beginning of a name of so many bytes at most, without half a character at its end. */
function shortened(name: string): string {
  const bytes = Buffer.from(name);
  if (bytes.length <= MOST_BYTES) return name;
  return bytes
    .subarray(0, MOST_BYTES)
    .toString()
    .replace(/\ufffd+$/, '');
}
