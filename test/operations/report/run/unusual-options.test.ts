import { expect, it } from 'vitest';
import { unusualOptions } from '../../../../src/operations/report/run/unusual-options.js';

it('leaves out options that are as they are by default', () => {
  const usual = { quality: 'standard', duplicates: 'refuse', ifFaceExists: 'preserve' };
  expect(unusualOptions(usual)).toEqual({});
  const said = { ...usual, quality: 'strict', requireConsent: true, images: '/photos' };
  expect(unusualOptions(said)).toEqual({
    ...{ quality: 'strict', requireConsent: true, images: '/photos' },
  });
});
