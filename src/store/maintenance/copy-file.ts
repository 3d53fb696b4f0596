import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { flush } from '../private-file.js';

export interface FileProgress {
  readonly bytes: number;
  readonly of: number;
}

/** Copies the bytes of a file into an existing empty one and flushes it to the disk. */
export async function copyFile(
  from: string,
  to: string,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: FileProgress) => void },
): Promise<void> {
  const of = statSync(from).size;
  let bytes = 0;
  await pipeline(
    createReadStream(from),
    async function* counted(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        onProgress({ bytes, of });
        yield chunk;
      }
    },
    createWriteStream(to, { flags: 'r+' }),
    { signal },
  );
  flush(to);
}
