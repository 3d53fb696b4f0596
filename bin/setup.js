#!/usr/bin/env node
/**
 * What `npm run demo` and `npm test` do first: installs, compiles and builds what is
 * missing, and nothing else. Plain JavaScript, since nothing is installed before it ran.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stampFile = join(root, 'node_modules', '.faceenroll-setup');

/** Loads each native module in a process of its own and uses it a little. */
const NATIVE_PROBE = `
  new (require('better-sqlite3'))(':memory:').close();
  require('sharp');
  require('onnxruntime-node');
`;

requireNode(20, 19);
if (installedFor() !== wantedFor()) run('npm', ['ci']);
if (!nativeModulesWork()) {
  // npm may have been told to run no install scripts; this one compiles better-sqlite3.
  run('npm', ['rebuild', 'better-sqlite3', '--ignore-scripts=false']);
  if (!nativeModulesWork(true)) {
    stop('the native modules do not load (see above): a C++ compiler, make and python3 are needed');
  }
}
if (!compiled()) run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.']);
run(process.execPath, ['bin/faceenroll.js', 'models', 'build', '--missing-only']);
writeFileSync(stampFile, wantedFor());

/** What node_modules was installed for: the lock file, and the Node.js that native modules were compiled for. */
function wantedFor() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.versions.modules}`;
}

function installedFor() {
  return existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : undefined;
}

function nativeModulesWork(show = false) {
  const stdio = show ? 'inherit' : 'ignore';
  return spawnSync(process.execPath, ['-e', NATIVE_PROBE], { cwd: root, stdio }).status === 0;
}

/** Whether dist is younger than every source file. */
function compiled() {
  const output = join(root, 'dist', '.tsbuildinfo');
  if (!existsSync(output) || !existsSync(join(root, 'dist', 'cli', 'main.js'))) return false;
  const compiledAt = statSync(output).mtimeMs;
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true });
  return [
    ...sources.map((file) => join(file.parentPath, file.name)),
    join(root, 'tsconfig.json'),
  ].every((file) => statSync(file).mtimeMs <= compiledAt);
}

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) stop(`"${command} ${args.join(' ')}" failed`);
}

function requireNode(major, minor) {
  const [haveMajor = 0, haveMinor = 0] = process.versions.node.split('.').map(Number);
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
  stop(`Node.js ${major}.${minor} or later is needed, this is ${process.versions.node}`);
}

function stop(problem) {
  console.error(`set-up: ${problem}`);
  process.exit(1);
}
