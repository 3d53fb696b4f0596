import { PassThrough } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { atWork } from '../../src/cli/at-work.js';
import { confirmed } from '../../src/cli/confirm.js';
import { temporaryFolder } from '../support/cli.js';
import { memoryIo } from '../support/main.js';

/** Somebody sits there, and says nothing yet. */
function asked() {
  const stdin = new PassThrough();
  const io = { ...memoryIo({ cwd: temporaryFolder() }), stdin };
  const answered = atWork(io, { quiet: false }, ({ signal }) => confirmed('Switch?', io, signal));
  return { io, stdin, answered };
}

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('a question ends at %s, with its exit code', async (signal, code) => {
  const { io, answered } = asked();
  await vi.waitFor(() => expect(io.written('stderr')).toContain('Switch? [y/N]'));
  io.signals.raise(signal);
  expect(await answered).toBe(code);
  expect(io.signals.listenerCount(signal)).toBe(0);
});

it.each([
  ['y', true],
  ['Yes', true],
  ['', false],
  ['yesterday', false],
])('a question is answered with %j', async (text, isYes) => {
  const { stdin, answered } = asked();
  stdin.write(`${text}\n`);
  expect(await answered).toBe(isYes);
});
