import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { systemProblem } from '../../domain/system-problem.js';
import { excerpt, number } from '../../domain/text.js';

/** What npm says of a problem is told so far, in characters. */
const TOLD = 300;

/** So much of what npm says is kept, in characters: what is wrong it says first. */
const KEPT = 100_000;

/**
 * npm gives a silent registry up by itself, after three tries of five minutes each unless it is
 * set otherwise. Whatever else it waits for must not keep a set-up waiting without end.
 */
const LIMIT_MS = 20 * 60 * 1000;

/**
 * Settings of an npm that faceenroll's set-up runs in, and what that npm is to do: another npm
 * must not take them over. The others stay: its registry, its proxy, whether it is offline.
 */
const OF_THE_OUTER_NPM =
  /^npm_config_(dry[-_]run|global|location|workspaces?|include[-_]workspace[-_]root|pack[-_]destination|json|loglevel|silent)$/i;

/**
 * Fetches the tarball of a package through the user's own npm, so that its mirror, proxy,
 * credentials and cache are used; the cache is asked first. Nothing of the package is run.
 *
 * @param limitMs npm may take so long, in milliseconds
 * @returns the bytes of the tarball, whose integrity npm has checked.
 * @throws {Error} saying why there is none.
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

/** @throws {Error} when there is no npm, or with what it says when it fails. */
function runNpm(args: readonly string[], limitMs: number): Promise<void> {
  const [command, ...before] = npmCommand(process.env, process.platform);
  const kept = Object.entries(process.env).filter(([name]) => !OF_THE_OUTER_NPM.test(name));
  return new Promise((resolve, reject) => {
    const npm = spawn(command, [...before, ...args], {
      env: Object.fromEntries(kept),
      stdio: ['ignore', 'ignore', 'pipe'],
      windowsHide: true,
    });
    let told = '';
    npm.stderr?.setEncoding('utf8').on('data', (text) => {
      if (told.length < KEPT) told += text;
    });
    const timer = setTimeout(() => {
      npm.kill();
      // Programs that it has started may keep the pipe open.
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
      else reject(new Error(`npm said: ${reasonOf(told) || `exit code ${code ?? signal}`}`));
    });
  });
}

/**
 * The npm that runs this process, else the one on the PATH. Without a shell, which Windows
 * would need for npm.cmd: there npm's own script is looked for beside it.
 */
export function npmCommand(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): readonly [command: string, ...args: string[]] {
  const { npm_execpath: running = '' } = env;
  // Other package managers name themselves there, too.
  if (basename(running) === 'npm-cli.js') return [process.execPath, running];
  if (platform !== 'win32') return ['npm'];
  const path = env.PATH ?? env.Path ?? '';
  const script = path
    .split(delimiter)
    .map((folder) => join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'))
    .find(existsSync);
  return script === undefined ? ['npm'] : [process.execPath, script];
}

/** What npm wrote about an error, without its own name before every line. */
function reasonOf(told: string): string {
  const lines = told
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
    .filter((line) => line !== '' && !/complete log|debug-\d/i.test(line));
  return excerpt(lines.join('; '), TOLD);
}
