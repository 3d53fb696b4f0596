import { spawn } from 'node:child_process';
import type { WatchedBatch } from '../../domain/watch.js';
import { withoutSecrets } from '../../system/without-secrets.js';
import type { Environment } from '../host.js';

/** A command that takes longer is ended, in milliseconds: photos wait for it. */
const MOST_MS = 5 * 60_000;

/** When the watch is to end, the command is ended after so long, in milliseconds. */
const LAST_MS = 10_000;

/** It is told to end, and then has so long, in milliseconds. */
const ENDING_MS = 5_000;

/** What the command is told of a batch beside the batch itself. */
interface Place {
  readonly folder: string;
  readonly db: string;
  readonly collection: string;
}

/** The variables that tell a batch; keys and PostgreSQL's password are not handed on. */
export function batchEnvironment(
  env: Environment,
  batch: WatchedBatch,
  { folder, db, collection }: Place,
): Environment {
  return {
    ...withoutSecrets(env),
    FACEENROLL_RUN: batch.runId ?? '',
    FACEENROLL_PHOTOS: String(batch.items),
    FACEENROLL_ENROLLED: String(batch.enrolled),
    FACEENROLL_UNCHANGED: String(batch.unchanged),
    FACEENROLL_FAILED: String(batch.failed),
    FACEENROLL_ERRORS: batch.errorReport ?? '',
    FACEENROLL_HTML: batch.htmlReport ?? '',
    FACEENROLL_FOLDER: folder,
    FACEENROLL_DB: db,
    FACEENROLL_COLLECTION: collection,
  };
}

/**
 * Runs the operator's own words by the shell; what came of the batch is in its environment alone, and
 * never part of the words. Returns what went wrong, if anything did. What it prints goes to stderr:
 * stdout has the results of the watch.
 */
export function runOnBatch(
  command: string,
  {
    cwd,
    env,
    signal,
    most = MOST_MS,
    last = LAST_MS,
  }: {
    readonly cwd: string;
    readonly env: Environment;
    /** Comes when the watch is to end. */
    readonly signal: AbortSignal;
    readonly most?: number;
    readonly last?: number;
  },
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const isGroup = process.platform !== 'win32';
    const child = spawn(command, {
      ...{ cwd, shell: true, detached: isGroup, windowsHide: true },
      env: { ...env },
      stdio: ['ignore', 2, 2],
    });
    let allowed: number | undefined;
    const end = (signal: NodeJS.Signals): void => {
      try {
        // The shell and what it has started.
        if (isGroup && child.pid !== undefined) process.kill(-child.pid, signal);
        else child.kill(signal);
      } catch {
        // It has ended.
      }
    };
    const timers: NodeJS.Timeout[] = [];
    const endAfter = (ms: number): void => {
      const stop = (): void => {
        allowed ??= ms;
        end('SIGTERM');
      };
      timers.push(
        setTimeout(stop, ms),
        setTimeout(() => end('SIGKILL'), ms + ENDING_MS),
      );
    };
    const hurry = (): void => endAfter(last);
    endAfter(most);
    if (signal.aborted) hurry();
    else signal.addEventListener('abort', hurry);
    const ended = (problem: string | undefined): void => {
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener('abort', hurry);
      resolve(problem);
    };
    child.on('error', (error) => ended(`could not be started: ${error.message}`));
    child.on('exit', (code, signal) => {
      if (allowed !== undefined) ended(`had not ended after ${allowed / 1000} s, and was stopped`);
      else if (code === 0) ended(undefined);
      else ended(code === null ? `was ended by ${signal}` : `ended with exit code ${code}`);
    });
  });
}
