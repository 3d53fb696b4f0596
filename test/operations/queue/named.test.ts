import { expect, it } from 'vitest';
import { runTyped } from '../../support/main.js';
import { Scenario } from '../../support/scenario.js';

it.each(['worker', 'queue status', 'queue purge --yes', 'queue setup'])(
  '%s asks for the queue first where none is named',
  async (command) => {
    const { cwd } = new Scenario();
    const ended = await runTyped(command.split(' '), { cwd });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/^faceenroll: no queue is named: say --queue postgres:/);
  },
);
