import { expect, it } from 'vitest';
import { unusualOptions } from '../../../../src/operations/report/run/unusual-options.js';

const USUAL = {
  ...{ quality: 'standard', duplicates: 'refuse', ifFaceExists: 'preserve' },
  missingUsers: 'create',
};

it('leaves out options that are as they are by default', () => {
  const said = { quality: 'strict', requireConsent: true, images: '/photos' };
  expect(unusualOptions({ command: 'import-csv', input: '/people.csv', options: USUAL })).toEqual(
    {},
  );
  expect(
    unusualOptions({ command: 'import-csv', input: '/people.csv', options: { ...USUAL, ...said } }),
  ).toEqual(said);
});

it('keeps that users were to be made where they usually are not', () => {
  const unusual = unusualOptions({ command: 'import-faces', input: '/photos', options: USUAL });
  expect(unusual).toEqual({ missingUsers: 'create' });
});

it('leaves out the folder of an import of photos, which is its input', () => {
  const of = (input: string) =>
    unusualOptions({ command: 'import-faces', input, options: { images: '/photos' } });
  expect([of('/photos'), of('/elsewhere')]).toEqual([{}, { images: '/photos' }]);
});
