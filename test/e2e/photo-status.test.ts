import { describe, expect, it } from 'vitest';
import { events } from '../support/cli.js';
import { ENCODER } from '../support/encoder.js';
import { copyFace, enrollPeople, photo } from '../support/gallery.js';
import { enrolledScenario } from '../support/gallery-database.js';
import { fixture, Scenario } from '../support/scenario.js';

describe('status --photo', () => {
  it('tells who in the collection the person in a photo is, and their status', async () => {
    const s = new Scenario();
    await enrollPeople(s);
    await s.call(['users', 'update', '2001', '--tag', 'visitor']);
    // Another photo of 2001 than the one that is enrolled.
    const { code, stdout, stderr } = await s.call(['status', '--photo', photo('exif-6.jpg')]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Threshold 0\.6\d\d\d: a false alarm in one of 1,000 searches, /);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.at(-2)).toMatch(/exif-6\.jpg: 1 user of similarity 0\.6\d\d\d or more$/);
    expect(lines.at(-1)).toMatch(
      /^ {2}(?:0\.99|1\.00)\d\d 2001: available, since .*, tags visitor$/,
    );

    copyFace(s, '1001', 'twin');
    const twice = await s.call(['status', '--photo', photo('1001.jpg'), '--json']);
    expect(twice).toMatchObject({ code: 0, stderr: '' });
    const [found, ...others] = events(twice);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      ...{ event: 'photoStatus', file: photo('1001.jpg'), enrolled: true, failure: null },
      ...{ fpir: 0.001, extrapolated: true, currentEncoder: ENCODER },
    });
    const userIds = found.users.map(({ userId }: { userId: string }) => userId).sort();
    expect(userIds).toEqual(['1001', 'twin']);
    expect(found.users[0]).toMatchObject({
      ...{ exists: true, available: true, enrolledBefore: false, tags: [], templates: 1 },
      ...{ similarity: expect.closeTo(1, 3), faceId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
  });

  it('ends with 3 for nobody, and for a photo that cannot be searched for', async () => {
    const s = enrolledScenario();
    const nobody = await s.call(['status', '--photo', photo('1001.jpg')]);
    expect(nobody).toMatchObject({ code: 3, stderr: '' });
    expect(nobody.stdout).toMatch(/1001\.jpg: nobody of similarity 0\.\d{4} or more\n$/);
    const [none] = events(await s.call(['status', '--photo', photo('1001.jpg'), '--json']));
    expect(none).toMatchObject({ enrolled: false, users: [], failure: null });
    for (const [file, code] of [
      [fixture('broken', 'landscape.jpg'), 'FACE_NOT_FOUND'],
      [fixture('broken', 'two-people.jpg'), 'MULTIPLE_FACES'],
      [s.path('missing.jpg'), 'FILE_UNREADABLE'],
    ] as const) {
      const failed = await s.call(['status', '--photo', file, '--json']);
      expect(failed).toMatchObject({ code: 3, stderr: '' });
      expect(events(failed)).toMatchObject([
        { file, enrolled: null, users: [], failure: { code, advice: expect.any(String) } },
      ]);
    }
    const text = await s.call(['status', '--photo', fixture('broken', 'two-people.jpg')]);
    expect(text).toMatchObject({ code: 3 });
    expect(text.stdout).toContain('two-people.jpg: MULTIPLE_FACES, ');
  });

  it('needs the key of an encrypted database, and no users beside it', async () => {
    const s = new Scenario();
    await s.call(['key', 'generate', 'my.key']);
    s.photos(['1001.jpg']);
    const key = ['--key-file', 'my.key'];
    await s.call(['import-faces', 'photos', '--create-missing', ...key]);
    const locked = await s.call(['status', '--photo', photo('1001.jpg')]);
    expect(locked).toMatchObject({ code: 1, stdout: '' });
    const opened = await s.call(['status', '--photo', photo('1001.jpg'), ...key]);
    expect(opened).toMatchObject({ code: 0, stderr: '' });
    expect(opened.stdout).toContain('1001: available');
    for (const more of [['1001'], ['--tag', 'a']]) {
      const refused = await s.call(['status', '--photo', photo('1001.jpg'), ...key, ...more]);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
    }
  });
});
