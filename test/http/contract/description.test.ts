import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, it } from 'vitest';
import { Scenario } from '../../support/scenario.js';
import { served } from '../../support/served.js';

/**
 * Rules that ask for what a local server does not have: every operation a 4XX answer of its own
 * (health has none), an address that is not this machine's; and other addresses than BioID has published.
 */
const NOT_OURS = {
  'operation-4xx-response': 'off',
  'no-server-example.com': 'off',
  'no-ambiguous-paths': 'off',
} as const;

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
