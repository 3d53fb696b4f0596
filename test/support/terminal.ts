import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './cli.js';
import type { Scenario } from './scenario.js';

/** Whether this machine can give a command a terminal. */
export const HAS_TERMINAL = spawnSync('script', ['--version']).status === 0;

/** Runs a command on a terminal, and types `answer` when it is asked. */
export function answered(
  s: Scenario,
  args: string,
  answer: string,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const command = `'${process.execPath}' '${join(ROOT, 'bin', 'faceenroll.js')}' ${args}`;
  const child = spawn('script', ['-qefc', command, '/dev/null'], { cwd: s.cwd });
  let output = '';
  child.stdout.on('data', (data) => {
    const wasAsked = output.includes('[y/N]');
    output += data;
    if (!wasAsked && output.includes('[y/N]')) child.stdin.write(answer);
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}
