import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, it } from 'vitest';
import { Scenario } from '../../support/scenario.js';
import { served } from '../../support/served.js';

/** Whether the server lives is told to whoever asks, and asked in one way: there is no 4XX. */
const NOT_OURS = { 'operation-4xx-response': 'off' } as const;

it('the description of the interface passes a linter', async () => {
  const s = new Scenario();
  const { address } = await served([], { cwd: s.cwd });
  const source = await (await fetch(`${address}/openapi.json`)).text();
  const config = await createConfig({ extends: ['recommended'], rules: NOT_OURS });
  const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config });
  const told = problems.map(
    ({ ruleId, message, location }) => `${ruleId}: ${message} (${location[0]?.pointer})`,
  );
  expect(told).toEqual([]);
});
