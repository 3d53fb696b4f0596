import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { ROOT } from '../support/cli.js';
import { linkIn } from '../support/invited.js';
import { fixture, Scenario } from '../support/scenario.js';
import { until } from '../support/stopping.js';

/** Starts the demo in a folder of the test's, as npm does after the set-up. */
function demo(folder: string, listen: string): ChildProcess & { written: () => string } {
  const words = ['--serve', '--listen', listen, '--folder', folder];
  const child = spawn(process.execPath, [join(ROOT, 'fixtures', 'demo', 'run.js'), ...words], {
    cwd: ROOT,
    // Ctrl-C goes to a whole group of processes.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  child.stdout?.on('data', (data) => {
    written += data;
  });
  return Object.assign(child, { written: () => written });
}

function interrupt({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGINT');
}

it('serves a page on which a user of the demo enrolls, until Ctrl-C', async () => {
  const s = new Scenario();
  const folder = s.path('demo');
  const child = demo(folder, '127.0.0.1:0');
  const ended = once(child, 'close');
  onTestFinished(async () => {
    if (child.exitCode === null) interrupt(child);
    await ended;
  });
  await until('the server listens', () => {
    if (child.exitCode !== null) throw new Error(child.written());
    return child.written().includes('Ctrl-C stops');
  });
  const [link = ''] = /http:\S+\/e\/\S+/.exec(child.written()) ?? [];
  const [, mail = ''] = /The mail is (\S+\.eml)/.exec(child.written()) ?? [];
  expect(link).toContain(linkIn(readFileSync(join(ROOT, mail), 'utf8')));
  for (const file of ['notice.json', 'faceenroll.config.json']) {
    expect([file, existsSync(join(folder, file))]).toEqual([file, true]);
  }
  const page = await (await fetch(link)).text();
  expect(page).toContain('Example Ltd');
  const form = new FormData();
  for (const [name, value] of Object.entries({ act: 'send', lang: 'en', agree: 'yes' })) {
    form.append(name, value);
  }
  form.append('photo', new Blob([readFileSync(fixture('photos', '1001.jpg'))]), 'me.jpg');
  const answer = await fetch(link, { method: 'POST', body: form });
  expect(await answer.text()).toContain('data-state="enrolled"');
  interrupt(child);
  expect(await ended).toEqual([0, null]);
}, 120_000);

it('says so before anything else when its port is taken', async () => {
  const s = new Scenario();
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as { port: number };
  const child = demo(s.path('demo'), `127.0.0.1:${port}`);
  const stderr = child.stderr ? text(child.stderr) : '';
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(await stderr).toContain(
    `cannot listen on 127.0.0.1:${port}: another program listens there already; name another`,
  );
  expect(existsSync(s.path('demo'))).toBe(false);
});
