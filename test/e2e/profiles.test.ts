import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { events } from '../support/cli.js';
import { endings, fixture, Scenario } from '../support/scenario.js';

/** Drawn portraits of 320 x 400 pixels, too small for a visa; a terminal of ZKTeco takes none of them. */
const TWO = ['1001.jpg', '1002.jpg'];

async function imported(...options: string[]) {
  const s = new Scenario();
  s.photos(TWO);
  const args = ['import-faces', 'photos', '--create-missing', ...options];
  return { s, result: await s.json(args) };
}

describe('an import with --profile', () => {
  it('enrolls photos that do not fit, and says so', async () => {
    const { s, result } = await imported('--profile', 'us-visa');
    expect(result.code).toBe(0);
    expect(result.summary).toMatchObject({
      enrolled: { total: 2 },
      failed: { total: 0 },
      warned: { total: 2, by: { PHOTO_DOES_NOT_FIT: 2 } },
      flagged: { total: 0 },
    });
    expect(result.outcomes[0].warning).toEqual({
      code: 'PHOTO_DOES_NOT_FIT',
      message: expect.stringMatching(
        /^the photo does not fit US visa application, digital photo: the width is 320 pixels \(at least 600 pixels needed\); the height is 400 pixels/,
      ),
    });
    expect(s.userIds()).toEqual(['1001', '1002']);
    const [{ options }] = s.query('SELECT options FROM runs');
    expect(JSON.parse(options)).toMatchObject({ profile: 'us-visa', profilePolicy: 'warn' });
    expect(options).not.toContain('travel.state.gov');
  });

  it('tells people in the summary, and of each photo with --verbose', async () => {
    const s = new Scenario();
    s.photos(TWO);
    const args = ['import-faces', 'photos', '--create-missing', '--profile', 'us-visa'];
    const { stdout, stderr } = await s.call([...args, '--verbose']);
    expect(stdout).toMatch(/^Warned +2 +enrolled, but they do not fit the profile$/m);
    expect(stdout).toMatch(/^ {2}PHOTO_DOES_NOT_FIT 2$/m);
    expect(stdout).toMatch(/^ {4}1001\.jpg: the photo does not fit US visa/m);
    expect(stderr).toMatch(
      /^1001\.jpg: NEW_TEMPLATE_CREATED, but PHOTO_DOES_NOT_FIT the photo does not fit US visa/m,
    );
  });

  it('says nothing of photos that fit, or without a profile', async () => {
    for (const options of [['--profile', 'biostar-x'], []]) {
      const { result } = await imported(...options);
      expect(result.summary.warned).toEqual({ total: 0, by: {} });
      expect(result.outcomes[0]).not.toHaveProperty('warning');
    }
  });

  it('refuses them with --profile-policy refuse, and so does the retry of its report', async () => {
    const { s, result } = await imported('--profile', 'us-visa', '--profile-policy', 'refuse');
    expect(result.code).toBe(3);
    expect(endings(result)).toEqual(TWO.map((file) => [file, 'PHOTO_DOES_NOT_FIT']));
    expect(result.outcomes[0].advice).toMatch(/^Use a photo that fits/);
    expect(s.userIds()).toEqual([]);
    const again = await s.json(['import-csv', 'photos.errors.csv']);
    expect(again.summary.failed.by).toEqual({ PHOTO_DOES_NOT_FIT: 2 });
    const warned = await s.json([
      ...['import-csv', 'photos.errors.csv', '--replace-report', '--profile-policy', 'warn'],
    ]);
    expect(warned.summary).toMatchObject({ enrolled: { total: 2 }, warned: { total: 2 } });
  });

  it('counts all faces, also where the largest is chosen', async () => {
    const s = new Scenario();
    s.write('photos/1.jpg', readFileSync(fixture('broken', 'two-people.jpg')));
    const args = ['import-faces', 'photos', '--create-missing', '--multiple-faces', 'largest'];
    const { outcomes } = await s.json([...args, '--profile', 'azure-face']);
    expect(outcomes[0].warning.message).toContain('the number of faces is 2 (at most 1 accepted)');
    const refused = [...args, '--profile', 'azure-face', '--profile-policy', 'refuse'];
    const { summary } = await s.json([...refused, '--db', 'other.db']);
    expect(summary.failed.by).toEqual({ PHOTO_DOES_NOT_FIT: 1 });
  });

  it('refuses nobody for a recommendation', async () => {
    const { result } = await imported('--profile', 'icao-9303', '--profile-policy', 'refuse');
    expect(result.summary).toMatchObject({ enrolled: { total: 2 }, warned: { total: 2 } });
    expect(result.outcomes[0].warning.message).toContain('(at least 90 pixels recommended)');
  });

  it('of a name that there is not lists those that there are', async () => {
    const s = new Scenario();
    s.photos(TWO);
    const { code, stderr } = await s.call(['import-faces', 'photos', '--profile', 'biostar']);
    expect(code).toBe(2);
    expect(stderr).toContain('biostar-2, biostar-x, aws-rekognition');
  });

  it('is the same in a dry run, of one person and of a list', async () => {
    const { result } = await imported('--profile', 'us-visa', '--dry-run');
    expect(result.summary.warned.total).toBe(2);
    const s = new Scenario();
    s.photos(TWO);
    s.write('users.csv', 'user_id,face_image_file1\n1001,1001.jpg\n');
    const csv = ['import-csv', 'users.csv', '--images', 'photos', '--profile', 'us-visa'];
    expect((await s.json(csv)).summary.warned.total).toBe(1);
    const one = ['enroll', '1002', 'photos/1002.jpg', '--create-missing', '--profile', 'us-visa'];
    expect((await s.json(one)).summary.warned.total).toBe(1);
  });
});

describe('--profile-policy refuse without a profile', () => {
  it('is wrong usage, since nothing would be refused', async () => {
    const s = new Scenario();
    s.photos(TWO);
    const refused = await s.call(['import-faces', 'photos', '--profile-policy', 'refuse']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('--profile-policy refuse needs --profile');
  });
});

describe('inspect --profile', () => {
  it('names what a photo lacks, and fails for that', async () => {
    const s = new Scenario();
    const photo = fixture('photos', '1001.jpg');
    const unfit = await s.call(['inspect', photo, '--profile', 'zkteco-visible-light']);
    expect(unfit.code).toBe(3);
    expect(unfit.stdout).toMatch(
      /^ {2}does not fit ZKTeco visible light terminals:\n {4}the width is 320 pixels \(at least 358 pixels needed\)\n/m,
    );
    const advised = await s.call(['inspect', photo, '--profile', 'icao-9303']);
    expect(advised.code).toBe(0);
    expect(advised.stdout).toMatch(/^ {2}fits, with less than recommended, Portrait of/m);
    const fits = await s.call(['inspect', photo, '--profile', 'biostar-x']);
    expect(fits.code).toBe(0);
    expect(fits.stdout).toMatch(/^ {2}fits Suprema BioStar X/m);
  });

  it('prints it as JSON; without a profile, null', async () => {
    const s = new Scenario();
    const photo = fixture('photos', '1001.jpg');
    const [seen] = events(await s.call(['inspect', photo, '--profile', 'onguard', '--json']));
    expect(seen).toMatchObject({ profile: 'onguard', lacks: [] });
    const visa = ['inspect', fixture('broken', 'landscape.jpg'), '--profile', 'us-visa', '--json'];
    const [failed] = events(await s.call(visa));
    expect(failed).toMatchObject({ code: 'FACE_NOT_FOUND', profile: 'us-visa' });
    expect(failed?.lacks[0]).toEqual({
      of: 'width',
      text: 'the width is 480 pixels (at least 600 pixels needed)',
      isAdvice: false,
    });
    const [other] = events(await s.call(['inspect', photo, '--json']));
    expect(other).toMatchObject({ profile: null, lacks: null });
  });
});

describe('models profiles', () => {
  it('prints every limit with its source and date', async () => {
    const { code, stdout } = await new Scenario().call(['models', 'profiles']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^us-visa: US visa application, digital photo$/m);
    expect(stdout).toMatch(/^ {2}the width: 600 to 1,200 pixels \[1\]$/m);
    expect(stdout).toMatch(/^ {4}\[1\] http:\/\/travel\.state\.gov\/\S+, 2026-11-30$/m);
    expect(stdout).toMatch(/^ {2}the head's share of the height \(estimated\): 50 to 69% /m);
  });

  it('prints each as an object with --json', async () => {
    const profiles = events(await new Scenario().call(['models', 'profiles', '--json']));
    expect(profiles).toHaveLength(10);
    expect(profiles[1]).toMatchObject({
      event: 'profile',
      name: 'biostar-x',
      limits: [{ of: 'bytes', most: 10_000_000 }],
    });
  });
});
