#!/usr/bin/env node
import { readFileSync } from 'node:fs';

/** With less Node.js and the native libraries give up wherever they are, for another reason each time, or for none. */
const LEAST = { files: 64, addressSpace: 1_500_000 * 1024 };

/**
 * Starts dist/cli/start.js where it can run. better-sqlite3 takes Node-API 10, which Node.js has
 * from 22.14 and 23.6 on: an older one it ends with a segmentation fault, so nothing is loaded there.
 */
const problem = wrongNode() ?? narrowLimit();
if (problem === undefined) {
  import('../dist/cli/start.js');
} else {
  process.stderr.write(`faceenroll: ${problem}\n`);
  process.exitCode = 1;
}

function wrongNode() {
  if (Number(process.versions.napi) >= 10) return undefined;
  return `Node.js 22.14 or later is needed, and this is ${process.versions.node}: install a newer one, for example from nodejs.org, then faceenroll again`;
}

/** What a shell, a service or cron allows too little of. */
function narrowLimit() {
  const { files, addressSpace } = limits();
  if (files < LEAST.files) {
    return `too few open files are allowed (${files}): raise the limit, as with "ulimit -n 1024"`;
  }
  if (addressSpace >= LEAST.addressSpace) return undefined;
  return `too little memory is allowed (ulimit -v ${addressSpace / 1024}): raise that limit to 4000000 or more, or take it away`;
}

function limits() {
  let text = '';
  try {
    text = readFileSync('/proc/self/limits', 'utf8');
  } catch {
    // No Linux: what fails for a limit says so as far as it can.
  }
  const limit = (name) => Number(new RegExp(`^${name} +(\\d+)`, 'm').exec(text)?.[1] ?? Infinity);
  return { files: limit('Max open files'), addressSpace: limit('Max address space') };
}
