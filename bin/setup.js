#!/usr/bin/env node
/**
 * First step of the scripts in package.json: installs, compiles and builds only what is missing,
 * then runs the command given, on a Node.js that can run it.
 *
 *     node bin/setup.js [--installed] [node <file> | npm <words>]
 *
 * `--installed` means that npm is already installing (script `prepare`). Plain JavaScript for older
 * Node.js, too, because it runs before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stampFile = join(root, 'node_modules', '.faceenroll-setup');
const words = process.argv.slice(2);

/** Node-API version: see bin/faceenroll.js. */
const LEAST_NODE_API = 10;

/** The first Node.js with it, as in package.json's `engines`. */
const LEAST_NODE = '22.14';

const BROWSER = join('src', 'browser');

/** What tsc compiles: the program, and the scripts of its pages, which know the browser's types. */
const PARTS = [
  {
    project: '.',
    output: join('dist', 'cli', 'main.js'),
    buildInfo: join('dist', '.tsbuildinfo'),
    has: (file) => !file.startsWith(BROWSER),
  },
  {
    project: BROWSER,
    output: join('dist', 'browser', 'enroll.js'),
    buildInfo: join('dist', 'browser', '.tsbuildinfo'),
    has: (file) => file.startsWith(BROWSER),
  },
];

/** Loads and uses each native module in a separate process. */
const NATIVE_PROBE = `
  new (require('better-sqlite3'))(':memory:').close();
  require('sharp');
  require('onnxruntime-node');
`;

// Ctrl-C reaches what this runs as well: its exit code is the one that counts.
process.on('SIGINT', () => undefined);

if (Number(process.versions.napi) >= LEAST_NODE_API) setUp();
else runAgainOn(broughtNode());

function setUp() {
  const installs = words[0] === '--installed';
  const [name, ...args] = installs ? words.slice(1) : words;
  const isInstalled = installs || installedFor() === lockHash();
  // No package needs its install script: binaries are in the packages, and onnxruntime-node's
  // script would download some hundred MB of CUDA.
  if (!isInstalled) npm(['ci', '--ignore-scripts']);
  for (const part of PARTS.filter((part) => !isCompiled(part))) {
    run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', part.project]);
  }
  if (!isInstalled) probe();
  buildModels();
  if (!installs) writeFileSync(stampFile, lockHash());
  if (name === 'node') process.exitCode = spawn(process.execPath, args);
  if (name === 'npm') process.exitCode = spawnNpm(args);
}

/** Fetches weights with the npm that runs this, when a model is missing. */
function buildModels() {
  if (spawn(process.execPath, ['bin/faceenroll.js', 'models', 'build', '--missing-only']) === 0) {
    return;
  }
  stop(
    'the models were not built (see above; "faceenroll" is "node bin/faceenroll.js" here): afterwards run this again',
  );
}

/** Identifies what node_modules was installed for. */
function lockHash() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return createHash('sha256').update(lock).digest('hex');
}

function installedFor() {
  return existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : undefined;
}

function probe() {
  if (spawn(process.execPath, ['-e', NATIVE_PROBE]) === 0) return;
  stop(
    `a native module does not load on ${process.platform} ${process.arch} (see above); there are binaries for Linux, macOS and Windows on x64 and arm64`,
  );
}

/** Whether what is compiled of a part is newer than each of its source files. */
function isCompiled({ project, output, buildInfo, has }) {
  if (![output, buildInfo].every((file) => existsSync(join(root, file)))) return false;
  const compiledAt = statSync(join(root, buildInfo)).mtimeMs;
  const sources = readdirSync(join(root, 'src'), { recursive: true }).map((f) => join('src', f));
  return [join(project, 'tsconfig.json'), 'tsconfig.json', ...sources.filter(has)].every(
    (file) => statSync(join(root, file)).mtimeMs <= compiledAt,
  );
}

/**
 * The Node.js of bin/node-for-setup, installed there on first use: 125 MB only for machines with an
 * older one. Its package has no install script that npm would have to allow.
 */
function broughtNode() {
  const folder = join(root, 'bin', 'node-for-setup');
  const { optionalDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const name = `node-${process.platform}-${process.arch}`;
  const version = optionalDependencies[name];
  const own = process.versions.node;
  if (version === undefined) {
    stop(`Node.js ${LEAST_NODE} or later is needed, and this is ${own}: install a newer one`);
  }
  const folderOfNode = join(folder, 'node_modules', name);
  if (!hasVersion(folderOfNode, version)) {
    console.log(
      `set-up: this is Node.js ${own}, and faceenroll needs ${LEAST_NODE} or later: Node.js ${version} is brought into bin/node-for-setup and used here`,
    );
    npm(['ci', '--ignore-scripts', '--prefix', folder]);
  }
  return join(folderOfNode, 'bin', 'node');
}

function hasVersion(folder, version) {
  const description = join(folder, 'package.json');
  if (!existsSync(description)) return false;
  return JSON.parse(readFileSync(description, 'utf8')).version === version;
}

/** Repeats the set-up on another Node.js, which is first on the PATH of node_modules/.bin, too. */
function runAgainOn(node) {
  const path = `${dirname(node)}${delimiter}${process.env.PATH}`;
  process.exitCode = spawn(node, [fileURLToPath(import.meta.url), ...words], { PATH: path });
}

function npm(args) {
  if (spawnNpm(args) !== 0) stop(`"npm ${args.join(' ')}" failed`);
}

/** Runs the npm that runs this script, on this Node.js; else the npm on the PATH. */
function spawnNpm(args) {
  const { npm_execpath: cli = '' } = process.env;
  return cli.endsWith('.js') ? spawn(process.execPath, [cli, ...args]) : spawn('npm', args);
}

function run(command, args) {
  if (spawn(command, args) !== 0) stop(`"${command} ${args.join(' ')}" failed`);
}

/** Runs a command in the project's folder and returns its exit code. */
function spawn(command, args, env = {}) {
  const options = { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } };
  const { status, error } = spawnSync(command, args, options);
  if (error) console.error(`set-up: ${error.message}`);
  return status ?? 1;
}

function stop(problem) {
  console.error(`set-up: ${problem}`);
  process.exit(1);
}
