import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { checkJsonLines } from './json-lines.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const FIXTURES = join(ROOT, 'fixtures');
const BIN = join(ROOT, 'bin', 'faceenroll.js');

export interface CommandResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Nothing to read unless told; a pipe stays open until a test closes it. */
  readonly stdin?: 'ignore' | 'pipe';
  /** Called with the child process as soon as it runs, to send it a signal for example. */
  readonly onStart?: (child: ReturnType<typeof spawn>) => void;
}

/**
 * Runs the built command as an administrator would, and waits for its end. What it prints with
 * --json is compared with its JSON Schema.
 */
export function faceenroll(
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const {
      FACEENROLL_DB: _,
      FACEENROLL_KEY: __,
      FACEENROLL_KEY_FILE: ___,
      ...others
    } = process.env;
    // Tests run beside each other, and most photos are single: one thread has less to open.
    const env = { ...others, FACEENROLL_WORKERS: '1' };
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: options.cwd,
      env: { ...env, ...options.env },
      stdio: [options.stdin ?? 'ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout?.on('data', (data) => {
      stdout += data;
    });
    child.stderr?.on('data', (data) => {
      stderr += data;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      try {
        checkJsonLines(args, { code, signal, stdout });
        resolve({ code, signal, stdout, stderr });
      } catch (error) {
        reject(error);
      }
    });
    options.onStart?.(child);
  });
}

/** The NDJSON lines of a command that ran with --json. */
// biome-ignore lint/suspicious/noExplicitAny: tests look at whatever fields they expect
export function events(result: CommandResult): any[] {
  return result.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** A folder of its own for a test, removed when the test has ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'faceenroll-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Rows of a database that a command wrote. */
// biome-ignore lint/suspicious/noExplicitAny: tests look at whatever columns they expect
export function query(database: string, sql: string, ...values: unknown[]): any[] {
  const db = new Database(database, { readonly: true });
  try {
    return db.prepare(sql).all(...values);
  } finally {
    db.close();
  }
}
