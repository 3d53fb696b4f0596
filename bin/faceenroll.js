#!/usr/bin/env node
import { readFileSync } from 'node:fs';

/** With lower limits, Node.js and the native libraries fail anywhere, with varying errors or none. */
const LEAST = { files: 64, addressSpace: 1_500_000 * 1024 };

/**
 * Starts dist/cli/start.js. Checks the Node.js version before loading anything: better-sqlite3
 * needs Node-API 10 (Node.js 22.14 or 23.6), and a segmentation fault ends older ones.
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

/** The first limit that a shell, service or cron sets too low. */
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
    // Not Linux: limits are unknown, and errors will report them as far as they can.
  }
  const limit = (name) => Number(new RegExp(`^${name} +(\\d+)`, 'm').exec(text)?.[1] ?? Infinity);
  return { files: limit('Max open files'), addressSpace: limit('Max address space') };
}
