import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROFILE_NAMES } from '../../src/domain/photo-profile.js';
import { PROFILES_FILE, readProfile, readProfiles } from '../../src/models/profiles.js';
import { temporaryFolder } from '../support/cli.js';
import { profileTable } from '../support/profile-table.js';
import { marked, topic } from '../support/topics.js';

const file = (): unknown => JSON.parse(readFileSync(PROFILES_FILE, 'utf8'));

/** The error of a file of profiles. */
function problemOf(content: string): string {
  const path = join(temporaryFolder(), 'profiles.json');
  writeFileSync(path, content);
  try {
    readProfiles(path);
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
}

describe('the profiles that are shipped', () => {
  it('are those that can be named', () => {
    expect(readProfiles().map(({ name }) => name)).toEqual(PROFILE_NAMES);
    expect(readProfile('us-visa').title).toBe('US visa application, digital photo');
  });

  it('have an address and a day of the past for every value', () => {
    for (const { formats, limits, fileName, notes = [] } of readProfiles()) {
      const all = [formats, ...limits, fileName, ...notes].filter((one) => one !== undefined);
      expect(all.length).toBeGreaterThan(1);
      for (const { source, date } of all) {
        expect(new URL(source).protocol).toMatch(/^https?:$/);
        expect(date).toMatch(/^20\d\d-\d\d-\d\d$/);
        expect(Date.parse(date)).toBeLessThan(Date.now());
      }
    }
  });

  it('recommend no less than they demand', () => {
    for (const { name, limits } of readProfiles()) {
      for (const advice of limits.filter(({ isAdvice }) => isAdvice)) {
        const demanded = limits.filter(({ of, isAdvice }) => of === advice.of && !isAdvice);
        for (const { least = 0, most = Number.POSITIVE_INFINITY } of demanded) {
          expect(advice.least ?? least, `${name}: ${advice.of}`).toBeGreaterThanOrEqual(least);
          expect(advice.most ?? most, `${name}: ${advice.of}`).toBeLessThanOrEqual(most);
        }
      }
    }
  });

  it('stand in the help topic', () => {
    expect(marked(topic('profiles'), 'profiles')).toBe(profileTable(readProfiles()));
  });
});

describe('a file of profiles is refused', () => {
  // biome-ignore lint/suspicious/noExplicitAny: the file is damaged in ways that no type allows
  it.each<[string, (all: any) => unknown, RegExp]>([
    ['where a limit has no source', ([one]) => delete one.limits[0].source, /0\.limits\.0\.source/],
    ['where a date is none', ([one]) => (one.limits[0].date = '2026-02-30'), /0\.limits\.0\.date/],
    ['where a limit limits nothing', ([one]) => delete one.limits[0].most, /limits nothing/],
    [
      'where no value is within a limit',
      ([one]) => (one.limits[0].least = one.limits[0].most + 1),
      /no value is within/,
    ],
    ['where what is limited is unknown', ([one]) => (one.limits[0].of = 'weight'), /limits\.0\.of/],
    ['where a profile is missing', (all) => all.pop(), /does not have the profiles biostar-2,/],
    ['where a profile comes twice', (all) => all.push(all[0]), /does not have the profiles/],
    ['where a member is misspelled', ([one]) => (one.limit = []), /limit/],
  ])('%s', (_, damage, problem) => {
    const all = file();
    damage(all);
    expect(problemOf(JSON.stringify(all))).toMatch(problem);
  });

  it('that is no JSON, or is not there', () => {
    expect(problemOf('[{"name":')).toMatch(
      /^the photo profiles in .*profiles\.json cannot be read \(.+\): install faceenroll again$/,
    );
    expect(() => readProfiles('/nowhere/profiles.json')).toThrow(/ENOENT/);
  });
});
