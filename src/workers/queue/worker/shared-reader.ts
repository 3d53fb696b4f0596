import { join } from 'node:path';
import { workerData } from 'node:worker_threads';
import { readPhotoFile } from '../../../face/photo-file.js';
import { sha256 } from '../../../system/sha256.js';
import type { SharedFile } from '../letters.js';

/** What a reader of shared files knows from its start. */
export interface SharedReaderSetup {
  /** Real path of the folder that all machines see. */
  readonly folder: string;
}

const { folder } = workerData as SharedReaderSetup;

/** Entry point of a thread that reads files which all machines see: the bytes, or why not. */
export default function ({ path, digest }: SharedFile): Uint8Array | string {
  const bytes = readPhotoFile(join(folder, path), folder);
  if (!Buffer.isBuffer(bytes)) return bytes.message;
  return sha256(bytes) === digest ? bytes : 'another file has the same name there';
}
