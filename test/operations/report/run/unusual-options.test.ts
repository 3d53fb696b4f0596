import { expect, it } from 'vitest';
import { unusualOptions } from '../../../../src/operations/report/run/unusual-options.js';

const USUAL = {
  ...{ quality: 'standard', duplicates: 'refuse', ifFaceExists: 'preserve' },
  missingUsers: 'create',
};

it('leaves out options that are as they are by default', () => {
  const said = { quality: 'strict', requireConsent: true, images: '/photos' };
  expect(unusualOptions({ command: 'import-csv', options: USUAL })).toEqual({});
  expect(unusualOptions({ command: 'import-csv', options: { ...USUAL, ...said } })).toEqual(said);
});

it('keeps that users were to be made where they usually are not', () => {
  const unusual = unusualOptions({ command: 'import-faces', options: USUAL });
  expect(unusual).toEqual({ missingUsers: 'create' });
});
