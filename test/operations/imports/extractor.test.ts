import { expect, it } from 'vitest';
import type { ImportOptions } from '../../../src/enroll/options.js';
import { readProfile } from '../../../src/models/profiles.js';
import { extractorOf } from '../../../src/operations/imports/import-run.js';
import { POLICY } from '../../support/entries.js';

const of = (profile?: NonNullable<ImportOptions['policy']['profile']>): string => {
  const policy = profile ? { ...POLICY, profile } : POLICY;
  const options = { profileImage: false, storeThumbnails: 'none', policy };
  return extractorOf('an encoder', options as unknown as ImportOptions);
};

it('samples of an interrupted run are not used with another profile, policy or limit', () => {
  const visa = readProfile('us-visa');
  const others = [
    of(),
    of({ of: visa, refuses: false }),
    of({ of: visa, refuses: true }),
    of({ of: readProfile('onguard'), refuses: false }),
    of({ of: { ...visa, limits: visa.limits.slice(1) }, refuses: false }),
  ];
  expect(new Set(others).size).toBe(others.length);
  expect(of({ of: readProfile('us-visa'), refuses: false })).toBe(others[1]);
});
