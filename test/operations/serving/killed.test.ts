import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { query, temporaryFolder } from '../../support/cli.js';
import { SERVICE_SCRIPT } from '../../support/killed-service.js';
import { runMain } from '../../support/main.js';
import { expectSound } from '../../support/scenario.js';

/** Enrolls without end, and tells each user once the result was returned. */
const SERVER = `${SERVICE_SCRIPT}
  const settings = { db: process.argv[1], createMissing: true };
  const service = await Service.open(settings, host, () => pool);
  let user = 0;
  const caller = async () => {
    for (;;) {
      const userId = 'u' + ++user;
      const photos = [{ name: 'x.jpg', bytes: Buffer.from(userId) }];
      await service.enroll({ collection: 'default', userId, photos }, { signal });
      process.stdout.write(userId + '\\n');
    }
  };
  for (let i = 0; i < 16; i += 1) void caller();
`;

describe('a service that is killed', () => {
  it('has enrolled everybody whose result it returned, and nobody by half', async () => {
    const db = join(temporaryFolder(), 'served.db');
    const child = spawn(process.execPath, ['--input-type=module', '-e', SERVER, db], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const returned: string[] = [];
    for await (const userId of createInterface(child.stdout)) {
      returned.push(userId);
      if (returned.length === 100) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const users = query(db, 'SELECT user_id FROM users').map((row) => row.user_id);
    expect(users).toEqual(expect.arrayContaining(returned));
    const templates = query(db, 'SELECT user_id FROM templates').map((row) => row.user_id);
    expect(templates.sort()).toEqual(users.sort());
    const items = "SELECT user_id FROM run_items WHERE outcome = 'enrolled'";
    expect(
      query(db, items)
        .map((row) => row.user_id)
        .sort(),
    ).toEqual(users);

    const cwd = temporaryFolder();
    const runs = async () => {
      const { stdout } = await runMain(['runs', 'list', '--json', '--db', db], { cwd });
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).status);
    };
    expect(await runs()).toEqual(['interrupted']);
    // There is nothing to go on with, also where the run is named.
    const [{ run_id: runId }] = query(db, 'SELECT run_id FROM runs');
    const last = await runMain(['runs', 'resume', '--db', db], { cwd });
    expect([last.code, last.stderr]).toEqual([1, expect.stringContaining('nothing has run')]);
    const named = await runMain(['runs', 'resume', runId, '--db', db], { cwd });
    expect([named.code, named.stderr]).toEqual([1, expect.stringContaining('nothing to resume')]);
    // The next command that writes takes its lock away.
    const left = await runMain(['check', '--db', db], { cwd });
    expect(left.stdout + left.stderr).toContain('-serve-');
    await runMain(['users', 'add', 'new', '--db', db], { cwd });
    const after = await runMain(['check', '--db', db], { cwd });
    expect(after.stdout + after.stderr).not.toContain('-serve-');
    expectSound(db);
  }, 60_000);
});
