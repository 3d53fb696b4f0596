import { mkdirSync } from 'node:fs';
import { basename, join, parse } from 'node:path';
import { pMapIterable } from 'p-map';
import { EXIT } from '../../domain/exit-codes.js';
import type { Extraction } from '../../domain/sample.js';
import { reachable } from '../../operations/host.js';
import { photoPolicy } from '../../operations/imports/import-options.js';
import { type Inspection, inspectionEvent, inspectionText } from '../../render/inspection.js';
import { writePrivateFile } from '../../store/private-file.js';
import { ExtractionPool } from '../../workers/pool.js';
import type { Io } from '../io.js';

import type { InspectOptions } from '../options/import.js';
import { stdoutStyle } from '../style.js';
import { usePack } from '../use-pack.js';

/** `faceenroll inspect`; returns the exit code: 3 when a photo would not be enrolled. */
export async function inspect(
  photos: readonly string[],
  options: InspectOptions,
  io: Io,
): Promise<number> {
  const { models } = usePack(options.models, io);
  const policy = photoPolicy(options, models.liveness !== undefined);
  const pool = new ExtractionPool(models, { threads: options.workers, processes: io.processes });
  const { annotate } = options;
  if (annotate !== undefined) mkdirSync(annotate, { recursive: true, mode: 0o700 });
  const look = async (file: string): Promise<{ file: string; extraction: Extraction }> => {
    const heading = annotate === undefined ? {} : { heading: basename(file) };
    const job = {
      path: reachable(io, file),
      knownDigests: [],
      profileImage: false,
      policy,
      inspect: heading,
    };
    return { file, extraction: await pool.extract(job) };
  };
  const names = new Set<string>();
  let code: number = EXIT.done;
  try {
    // In the order in which they were named, however long each takes.
    for await (const seen of pMapIterable(photos, look, { concurrency: pool.capacity })) {
      const path = annotate === undefined ? undefined : writePicture(seen, annotate, names);
      show(path === undefined ? seen : { ...seen, picture: path }, options, io);
      if (seen.extraction.kind === 'failed') code = EXIT.someFailed;
    }
  } finally {
    await pool.close();
  }
  return code;
}

function show(inspection: Inspection, { json }: InspectOptions, io: Io): void {
  const terminal = Boolean(io.stdout.isTTY);
  const text = json
    ? inspectionEvent(inspection)
    : inspectionText(inspection, stdoutStyle(io), terminal);
  io.stdout.write(`${text}\n`);
}

/** Writes the annotated photo beside those of the same call; photos of one name get a number. */
function writePicture(
  { file, extraction }: Inspection,
  folder: string,
  names: Set<string>,
): string | undefined {
  const picture = extraction.report?.picture;
  if (!picture) return undefined;
  const name = shortened(parse(file).name);
  let path = join(folder, `${name}.inspected.jpg`);
  for (let n = 2; names.has(path); n += 1) path = join(folder, `${name}-${n}.inspected.jpg`);
  names.add(path);
  writePrivateFile(path, [picture]);
  return path;
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
