import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { events, ROOT } from '../support/cli.js';
import { Scenario } from '../support/scenario.js';
import { withPacks } from '../support/upgrades.js';

const SHARED = join(ROOT, '..', 'shared');
const LFW = join(SHARED, 'photos', 'lfw', 'photos');
const PEOPLE = 24;
/** One of them shouts, and one hides his eyes under a cap. */
const FOUND = PEOPLE - 2;

/** Two photos each of people of LFW: one to enroll, another to look them up with. */
function copyPeople(s: Scenario): void {
  const photos = readdirSync(LFW).sort();
  const second = photos.filter((name) => name.endsWith('_0002.jpg'));
  const pairs = second
    .map((name) => [name.replace('_0002.jpg', '_0001.jpg'), name] as const)
    .filter(([first]) => photos.includes(first))
    .slice(0, PEOPLE);
  expect(pairs).toHaveLength(PEOPLE);
  mkdirSync(s.path('enrolled'));
  mkdirSync(s.path('others'));
  pairs.forEach(([first, other], i) => {
    copyFileSync(join(LFW, first), s.path('enrolled', `${1001 + i}.jpg`));
    copyFileSync(join(LFW, other), s.path('others', `${1001 + i}.jpg`));
  });
}

/** How many people are most alike to themselves on their other photo. */
async function found(s: Scenario, models: string): Promise<number> {
  const photos = readdirSync(s.path('others')).map((name) => join('others', name));
  const args = ['--models', models, '--similarity', '0.1', '--multiple-faces', 'largest'];
  const told = await s.call(['identify', ...photos, ...args, '--json'], withPacks(s));
  expect(told.stderr).toBe('');
  return events(told).filter(
    ({ file, matches }) => file && matches?.[0]?.userId === /(\d+)\.jpg$/.exec(file)?.[1],
  ).length;
}

const encoders = (s: Scenario) =>
  s.query('SELECT encoder, count(*) AS faces FROM templates GROUP BY encoder');

describe.skipIf(!existsSync(LFW))('going over from dlib with real photos (../shared)', () => {
  it('to the standard pack, back, and to openvino finds people as before', async () => {
    const s = new Scenario();
    copyPeople(s);
    await s.call(['models', 'install', 'dlib'], withPacks(s));
    const from = ['--from', join(SHARED, 'models')];
    await s.call(['models', 'install', 'openvino', ...from], withPacks(s));
    const photos = ['--create-missing', '--quality', 'off', '--multiple-faces', 'largest'];
    const enroll = ['import-faces', 'enrolled', ...photos, '--models', 'dlib'];
    expect((await s.call(enroll, withPacks(s))).code).toBe(0);
    const before = s.query('SELECT face_id, hex(embedding) FROM templates ORDER BY face_id');
    expect(await found(s, 'dlib')).toBeGreaterThanOrEqual(FOUND);

    const ids = {
      standard: 'mobilefacenet-tf-192',
      openvino: 'face-reidentification-retail-0095-256',
    };
    for (const [models, encoder] of Object.entries(ids)) {
      const upgrade = ['upgrade', '--models', models];
      const rehearsed = await s.call([...upgrade, '--rehearse', '--json'], withPacks(s));
      expect(events(rehearsed)).toMatchObject([{ event: 'rehearsal', exitCode: 0 }]);
      expect(encoders(s)).toEqual([{ encoder: 'dlib-resnet29-128', faces: PEOPLE }]);
      expect(await s.call([...upgrade, '--yes'], withPacks(s))).toMatchObject({ code: 0 });
      expect(encoders(s)).toEqual([{ encoder, faces: PEOPLE }]);
      expect(await found(s, models)).toBeGreaterThanOrEqual(FOUND);
      expect((await s.call(['upgrade', '--rollback'], withPacks(s))).code).toBe(0);
    }
    const after = s.query('SELECT face_id, hex(embedding) FROM templates ORDER BY face_id');
    expect(after).toEqual(before);
  });
});
