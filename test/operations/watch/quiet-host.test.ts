import { expect, it } from 'vitest';
import { quietHost } from '../../../dist/operations/watch/quiet-host.js';
import { temporaryFolder } from '../../support/cli.js';
import { typedHost } from '../../support/watching.js';

it('says each thing once in many batches, and forgets what was said long ago', () => {
  const said: string[] = [];
  const { tell } = quietHost(typedHost(temporaryFolder(), new AbortController().signal, said));
  for (let batch = 0; batch < 3; batch += 1) tell('first');
  expect(said).toEqual(['first']);
  for (let n = 0; n < 1000; n += 1) tell(`thing ${n}`);
  tell('first');
  expect(said).toHaveLength(1002);
});
