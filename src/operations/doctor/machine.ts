import { statfsSync } from 'node:fs';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';
import { against } from '../../domain/against.js';
import { count, printable } from '../../domain/text.js';
import type { Diagnosis } from '../../render/doctor.js';
import type { Host } from '../host.js';
import { reasonOf } from './reason.js';

/** Below this a database of thousands with profile images (60 KB each) and its log may not fit. */
const LITTLE_DISK = 1e9;

/** Below this not even the log of one batch is sure to fit. */
const NO_DISK = 50e6;

/** A worker of one thread holds 170 MB (measured); the largest photo adds 150 MB, the command the rest. */
const LITTLE_MEMORY = 500e6;

/** An older one than faceenroll needs does not get so far: see bin/faceenroll.js. */
export function checkNode(): Diagnosis {
  const { platform, arch, versions } = process;
  return { check: 'Node.js', status: 'ok', message: `${versions.node} on ${platform} ${arch}` };
}

/** The disk that the database lies on, or would lie on. */
export function checkDisk(database: string, host: Host): Diagnosis {
  const check = 'free disk';
  const folder = dirname(resolve(host.cwd, database));
  try {
    const { bavail, bsize } = statfsSync(folder);
    return judgeDisk(folder, bavail * bsize);
  } catch (error) {
    const advice = 'make the folder, or name another database with --db';
    return { check, status: 'warning', message: `unknown: ${reasonOf(error)}`, advice };
  }
}

/** @param bytes what an ordinary user may still write in the folder */
export function judgeDisk(folder: string, bytes: number): Diagnosis {
  const check = 'free disk';
  const where = `in ${printable(folder)}`;
  if (bytes >= LITTLE_DISK) return { check, status: 'ok', message: `${size(bytes)} ${where}` };
  const status = bytes < NO_DISK ? 'failed' : 'warning';
  const advice = 'free some space, or keep the database on another disk (--db)';
  return { check, status, message: tooLittle(bytes, LITTLE_DISK, where), advice };
}

/** The memory that is free. */
export function checkMemory(): Diagnosis {
  // What a container may have; 0, or more than there is, where nothing constrains it.
  const constrained = process.constrainedMemory();
  const total = constrained > 0 ? Math.min(totalmem(), constrained) : totalmem();
  return judgeMemory(Math.min(freemem(), total), total);
}

/** @param free bytes, of the `total` that there are */
export function judgeMemory(free: number, total: number): Diagnosis {
  const check = 'memory';
  const where = `free of ${size(total)}`;
  if (free >= LITTLE_MEMORY) return { check, status: 'ok', message: `${size(free)} ${where}` };
  const advice = 'end other programs, or import with fewer threads (--workers 1)';
  return { check, status: 'warning', message: tooLittle(free, LITTLE_MEMORY, where), advice };
}

/** The processor, and how many threads work on it unless told. */
export function checkProcessor(): Diagnosis {
  const model = printable(cpus()[0]?.model.trim() || process.arch);
  const message = `${model}, ${count(availableParallelism(), 'worker thread')} by default`;
  return { check: 'processor', status: 'ok', message };
}

function size(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}

/** "499.7 MB free of 2.0 GB, less than 500 MB". */
function tooLittle(bytes: number, least: number, where: string): string {
  const { value, limit } = against(bytes / 1e6, least / 1e6, 0);
  return `${value} MB ${where}, less than ${limit} MB`;
}
