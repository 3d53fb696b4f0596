import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type CommandResult, ROOT } from './cli.js';

/** Runs the built command where no file grows beyond so many blocks of 1,024 bytes: a full disk. */
export async function withFullDisk(
  cwd: string,
  blocks: number,
  args: readonly string[],
): Promise<CommandResult> {
  const command = [process.execPath, join(ROOT, 'bin', 'faceenroll.js'), ...args];
  const child = spawn('bash', ['-c', `ulimit -f ${blocks}; exec "$@"`, 'bash', ...command], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, signal, stdout, stderr };
}
