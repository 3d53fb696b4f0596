import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { systemProblem } from '../../domain/system-problem.js';
import { excerpt, number } from '../../domain/text.js';

/** Characters of npm's output that an error message quotes. */
const QUOTED_LENGTH = 300;

/** Characters of npm's output that are kept; npm states the problem first. */
const KEPT_LENGTH = 100_000;

/**
 * Upper limit for npm, in milliseconds. npm itself gives up on a silent registry after three tries
 * of five minutes each, but other waits have no limit.
 */
const LIMIT_MS = 20 * 60 * 1000;

/**
 * Settings of an outer npm that runs faceenroll's set-up, and its command: a nested npm must not
 * inherit them. Others, such as registry, proxy and offline mode, are inherited.
 */
const OF_THE_OUTER_NPM =
  /^npm_config_(dry[-_]run|global|location|workspaces?|include[-_]workspace[-_]root|pack[-_]destination|json|loglevel|silent)$/i;

/**
 * Fetches the tarball of a package through the user's own npm, so that its mirror, proxy,
 * credentials and cache apply; the cache comes first. Runs nothing of the package.
 *
 * @param limitMs time limit for npm, in milliseconds
 * @returns the bytes of the tarball, whose integrity npm has checked.
 * @throws {Error} with the reason when npm fails.
 */
export async function npmPack(
  name: string,
  version: string,
  limitMs = LIMIT_MS,
): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'faceenroll-npm-'));
  try {
    const args = [
      ...['pack', `${name}@${version}`, '--pack-destination', folder],
      ...['--prefer-offline', '--ignore-scripts', '--loglevel=error'],
    ];
    await runNpm(args, limitMs);
    const [tarball] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
    if (tarball === undefined) throw new Error('npm wrote no tarball');
    return readFileSync(join(folder, tarball));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws {Error} when there is no npm, or with npm's message when it fails. */
function runNpm(args: readonly string[], limitMs: number): Promise<void> {
  const [command, ...before] = npmCommand(process.env, process.platform);
  const kept = Object.entries(process.env).filter(([name]) => !OF_THE_OUTER_NPM.test(name));
  return new Promise((resolve, reject) => {
    const npm = spawn(command, [...before, ...args], {
      env: Object.fromEntries(kept),
      stdio: ['ignore', 'ignore', 'pipe'],
      windowsHide: true,
    });
    let stderr = '';
    npm.stderr?.setEncoding('utf8').on('data', (text) => {
      if (stderr.length < KEPT_LENGTH) stderr += text;
    });
    const timer = setTimeout(() => {
      npm.kill();
      // Child processes of npm may keep the pipe open.
      npm.stderr?.destroy();
      reject(new Error(`npm did not end within ${number(limitMs / 1000)} seconds`));
    }, limitMs);
    npm.on('error', (error) => {
      clearTimeout(timer);
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      reject(new Error(missing ? 'there is no npm on the PATH' : systemProblem(error)));
    });
    npm.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve();
      else reject(new Error(`npm said: ${reasonOf(stderr) || `exit code ${code ?? signal}`}`));
    });
  });
}

/**
 * The npm that runs this process, else the one on the PATH. Runs npm's own script from the folder
 * of npm.cmd on Windows, because npm.cmd would need a shell.
 */
export function npmCommand(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): readonly [command: string, ...args: string[]] {
  const { npm_execpath: running = '' } = env;
  // Other package managers set this variable, too.
  if (basename(running) === 'npm-cli.js') return [process.execPath, running];
  if (platform !== 'win32') return ['npm'];
  const path = env.PATH ?? env.Path ?? '';
  const script = path
    .split(delimiter)
    .map((folder) => join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'))
    .find(existsSync);
  return script === undefined ? ['npm'] : [process.execPath, script];
}

/** npm's error message, without the prefix of each line. */
function reasonOf(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
    .filter((line) => line !== '' && !/complete log|debug-\d/i.test(line));
  return excerpt(lines.join('; '), QUOTED_LENGTH);
}
