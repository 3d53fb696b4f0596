import { describe, expect, it } from 'vitest';
import { events } from '../support/cli.js';
import { promised } from '../support/encoder.js';
import { copyFace, enrollPeople, photo } from '../support/gallery.js';
import { fixture, Scenario } from '../support/scenario.js';

async function withPeople(): Promise<Scenario> {
  const s = new Scenario();
  await enrollPeople(s);
  return s;
}

describe('verify', () => {
  it('tells whether each photo is the user, and what the threshold means', async () => {
    const s = await withPeople();
    const { code, stdout } = await s.call([
      'verify',
      '2001',
      photo('exif-6.jpg'),
      photo('1001.jpg'),
    ]);
    expect(code).toBe(3);
    expect(stdout).toContain(
      `Comparing with user "2001", 1 template.\nThreshold ${promised(0.001).toFixed(4)}: one of 1,000`,
    );
    const verdicts = [...stdout.matchAll(/(\S+\.jpg) +(match|no match) +(\S+)$/gm)];
    expect(verdicts.map(([, file, verdict]) => [file, verdict])).toEqual([
      [photo('exif-6.jpg'), 'match'],
      [photo('1001.jpg'), 'no match'],
    ]);
    expect((await s.call(['verify', '2001', photo('exif-6.jpg')])).code).toBe(0);
  });

  it('prints one object a photo with --json, in the order given', async () => {
    const s = await withPeople();
    const files = [photo('1002.jpg'), fixture('broken', 'empty.jpg'), photo('1001.jpg')];
    const result = await s.call(['verify', '1001', ...files, '--json']);
    expect(result).toMatchObject({ code: 3, stderr: '' });
    const common = {
      event: 'verification',
      userId: '1001',
      threshold: promised(0.001),
      fmr: 0.001,
      extrapolated: false,
    };
    const [other, failed, match] = events(result);
    expect(other).toMatchObject({ ...common, file: files[0], match: false, failure: null });
    expect(other.similarity).toBeLessThan(promised(0.001));
    expect(failed).toMatchObject({ ...common, file: files[1], match: false, similarity: null });
    expect(failed.failure.code).toBe('FILE_EMPTY');
    expect(match).toMatchObject({ ...common, file: files[2], match: true, failure: null });
    expect(match.similarity).toBeCloseTo(1, 3);
  });

  it('takes the most similar of the templates, and asks for more the more there are', async () => {
    const s = await withPeople();
    copyFace(s, '1001', '1006');
    const result = await s.call(['verify', '1006', photo('1006.jpg'), photo('1001.jpg'), '--json']);
    expect(result.code).toBe(0);
    for (const { similarity, threshold } of events(result)) {
      expect(similarity).toBeCloseTo(1, 3);
      expect(threshold).toBeGreaterThan(promised(0.001));
    }
  });

  it('goes by --fmr or --similarity', async () => {
    const s = await withPeople();
    const at = async (...args: string[]) => {
      const [event] = events(
        await s.call(['verify', '1001', photo('1006.jpg'), '--json', ...args]),
      );
      return event;
    };
    expect(await at('--fmr', '1e-5')).toMatchObject({ match: false, threshold: promised(1e-5) });
    expect(await at('--similarity', '0.5')).toMatchObject({ match: true, threshold: 0.5 });
    const both = ['verify', '1001', photo('1006.jpg'), '--fmr', '0.1', '--similarity', '0.9'];
    expect(await s.call(both)).toMatchObject({ code: 2, stdout: '' });
  });

  it('matches the very same photo, however high the threshold', async () => {
    const s = await withPeople();
    // Its product with itself is 1 - 2e-8.
    const command = ['verify', '1001', photo('1001.jpg'), '--similarity', '1', '--json'];
    const result = await s.call(command);
    expect(result.code).toBe(0);
    expect(events(result)).toMatchObject([{ match: true, extrapolated: true }]);
  });

  it('knows a user by the user ID in any Unicode form', async () => {
    const s = new Scenario();
    s.photos({ 'Zo\u00eb.jpg': 'Zoë.jpg' });
    expect((await s.call(['import-faces', 'photos', '--create-missing'])).code).toBe(0);
    expect((await s.call(['verify', 'Zoe\u0308', photo('Zoë.jpg')])).code).toBe(0);
  });
});

describe('verify cannot go on', () => {
  it('without a database', async () => {
    const result = await new Scenario().call(['verify', '1001', photo('1001.jpg')], {
      asTyped: true,
    });
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain('there is no database faceenroll.db');
  });

  it('when there is no such user, which it says before it opens a photo', async () => {
    const s = await withPeople();
    const result = await s.call(['verify', '9999', 'no-such-photo.jpg']);
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(
      /^faceenroll: there is no user "9999" in the collection "default"/,
    );
    const elsewhere = await s.call([
      'verify',
      '1001',
      photo('1001.jpg'),
      '--collection',
      'visitors',
    ]);
    expect(elsewhere).toMatchObject({ code: 1, stdout: '' });
  });

  it('when the user has no template', async () => {
    const s = await withPeople();
    s.write('users.csv', 'user_id,name\n3001,Ann\n');
    expect((await s.call(['import-csv', 'users.csv'])).code).toBe(0);
    const result = await s.call(['verify', '3001', 'no-such-photo.jpg']);
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(/the user "3001" .* has no template of the encoder/);
  });
});
