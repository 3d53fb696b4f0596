import { existsSync, readFileSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Store } from '../../src/store/store.js';
import { type CommandResult, events } from '../support/cli.js';
import { ENCODER, promised } from '../support/encoder.js';
import { copyFace, enrollPeople, photo } from '../support/gallery.js';
import { writePack } from '../support/packs.js';
import { fixture, Scenario } from '../support/scenario.js';

async function withPeople(): Promise<Scenario> {
  const s = new Scenario();
  await enrollPeople(s);
  return s;
}

/** The user IDs that each photo matches. */
const whoIs = (result: CommandResult): string[][] =>
  events(result).map(({ matches }) => matches.map(({ userId }: { userId: string }) => userId));

describe('identify', () => {
  it('tells who is in each photo, in the order given, and what the threshold means', async () => {
    const s = await withPeople();
    const { code, stdout } = await s.call(['identify', photo('exif-6.jpg'), photo('1001.jpg')]);
    expect(code).toBe(0);
    const [head, threshold, ...blocks] = stdout.split('\n');
    expect(head).toBe('Searching 3 templates of 3 users.');
    expect(threshold).toMatch(/^Threshold 0\.6\d\d\d: a false alarm in one of 1,000 searches, /);
    expect(blocks.filter((line) => /^ {2}\S/.test(line))).toEqual([
      expect.stringMatching(/^ {2}2001 {31}(0\.99|1\.00)\d\d [0-9a-f-]{36}$/),
      expect.stringMatching(/^ {2}1001 {31}1\.0000 [0-9a-f-]{36}$/),
    ]);
    for (const line of stdout.split('\n')) {
      if (!line.includes(fixture())) expect(line.length, line).toBeLessThanOrEqual(80);
    }
    expect(stdout).not.toContain('\u001b');
  });

  it('prints one object a photo with --json, and ends with 3 when one is nobody or failed', async () => {
    const s = await withPeople();
    const files = [photo('1002.jpg'), fixture('broken', 'truncated.jpg'), photo('1006.jpg')];
    const result = await s.call(['identify', '--json', ...files]);
    expect(result).toMatchObject({ code: 3, stderr: '' });
    const [face] = s.query("SELECT face_id FROM templates WHERE user_id = '1006'");
    const common = {
      ...{ event: 'identification', fpir: 0.001, extrapolated: true, autoEnroll: null },
      measuredOn: expect.any(String),
    };
    const threshold = events(result)[0].threshold;
    // Among three templates it is stricter than for one comparison.
    expect(threshold).toBeGreaterThan(promised(0.001));
    expect(events(result)).toEqual([
      { ...common, threshold, file: files[0], matches: [], failure: null },
      {
        ...{ ...common, threshold, file: files[1], matches: [] },
        failure: {
          code: 'IMAGE_CORRUPT',
          message: expect.any(String),
          advice: expect.any(String),
        },
      },
      {
        ...{ ...common, threshold, file: files[2], failure: null },
        matches: [{ userId: '1006', faceId: face.face_id, similarity: expect.closeTo(1, 3) }],
      },
    ]);
    expect((await s.call(['identify', photo('1002.jpg')])).code).toBe(3);
  });

  it('tells so many users as --top allows, the most similar first', async () => {
    const s = await withPeople();
    copyFace(s, '2001', '2002');
    // Everybody is above it: drawn portraits are alike.
    const low = ['identify', '--json', '--similarity', '0.2', photo('exif-1.jpg')];
    const [all] = whoIs(await s.call(low));
    expect(all?.slice(0, 2).sort()).toEqual(['2001', '2002']);
    expect(all?.slice(2)).toEqual(['1001', '1006']);
    expect(whoIs(await s.call([...low, '--top', '1']))).toEqual([all?.slice(0, 1)]);
    expect(whoIs(await s.call([...low, '--top', '3']))).toEqual([all?.slice(0, 3)]);
  });

  it('asks for more similarity the fewer false alarms are allowed', async () => {
    const s = await withPeople();
    const at = async (...args: string[]) => {
      const [event] = events(await s.call(['identify', '--json', photo('1001.jpg'), ...args]));
      return event;
    };
    const [usual, strict] = [await at(), await at('--fpir', '0.00001')];
    expect(strict.threshold).toBeGreaterThan(usual.threshold);
    expect(strict.fpir).toBe(0.00001);
    const told = await at('--similarity', '0.4');
    expect(told.threshold).toBe(0.4);
    expect(told.fpir).toBeGreaterThan(0.05);
  });

  it('goes by what was measured in the collection itself, where it was', async () => {
    const s = await withPeople();
    const store = Store.open(s.db, false);
    const table = [
      { fmr: 0.1, similarity: 0.7 },
      { fmr: 0.01, similarity: 0.75 },
    ];
    store
      .collection('default', ENCODER)
      .thresholds.put(ENCODER, { measuredOn: 'our own photos', table }, 'now');
    store.close();
    const { stdout } = await s.call(['identify', photo('1001.jpg'), '--fpir', '0.1']);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /Threshold 0\.7\d+: a false alarm in one of 10 searches, among people as alike as those it was measured on: our own photos\./,
    );
  });

  it('reads beside an import that is running, and changes nothing', async () => {
    const s = await withPeople();
    const importing = Store.open(s.db, false);
    try {
      expect((await s.call(['identify', photo('1001.jpg')])).code).toBe(0);
      const enrolling = await s.call(['identify', photo('1001.jpg'), '--auto-enroll']);
      expect(enrolling).toMatchObject({ code: 4, stdout: '' });
    } finally {
      importing.close();
    }
    expect(s.count('templates')).toBe(3);
    expect(s.count('audit')).toBe(6);
  });
});

describe('identify cannot go on', () => {
  it('without a database, and makes none', async () => {
    const s = new Scenario();
    for (const more of [[], ['--auto-enroll']]) {
      const result = await s.call(['identify', photo('1001.jpg'), ...more], { asTyped: true });
      expect(result).toMatchObject({ code: 1, stdout: '' });
      expect(result.stderr).toMatch(/there is no database faceenroll.db: .*--db/);
      expect(existsSync(s.db)).toBe(false);
    }
  });

  it('when the collection has no template', async () => {
    const s = await withPeople();
    const result = await s.call(['identify', photo('1001.jpg'), '--collection', 'visitors'], {
      asTyped: true,
    });
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain('the collection "visitors" of "faceenroll.db" has no template');
  });

  it('when nobody measured what a similarity means, unless --similarity tells the threshold', async () => {
    const s = new Scenario();
    const env = { FACEENROLL_MODELS: s.path('models') };
    expect((await s.call(['models', 'install', writePack(s)], { env })).code).toBe(0);
    rmSync(s.path('own'), { recursive: true });
    const own = ['--models', 'small'];
    s.photos(['1001.jpg']);
    const imported = await s.call(['import-faces', 'photos', '--create-missing', ...own], { env });
    expect(imported.code).toBe(0);
    for (const command of [['identify'], ['verify', '1001']]) {
      const all = [...command, photo('1001.jpg'), ...own];
      const result = await s.call(all, { env });
      expect(result).toMatchObject({ code: 1, stdout: '' });
      expect(result.stderr).toMatch(/--similarity.*faceenroll calibrate/);
      const told = await s.call([...all, '--similarity', '0.9'], { env });
      expect(told.code).toBe(0);
      expect(told.stdout).toContain('what it means was not measured');
    }
    const enroll = ['identify', photo('1001.jpg'), ...own, '--similarity', '0.9', '--auto-enroll'];
    const refused = await s.call(enroll, { env });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('--auto-enroll needs to know it, so measure it first');
    expect(refused.stderr).not.toContain('--similarity');
  });

  it.each([
    [['--fpir', '0']],
    [['--fpir', '1']],
    [['--fpir', 'often']],
    [['--top', '0']],
    [['--similarity', '1.5']],
    [['--similarity', '0.9', '--fpir', '0.1']],
    [['--auto-enroll-fpir', '0.0001']],
    [['--auto-enroll', '--auto-enroll-fpir', '0.01']],
  ])('with %j: wrong usage', async (args) => {
    const result = await new Scenario().call(['identify', photo('1001.jpg'), ...args]);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain(args[0] === '--auto-enroll' ? '--auto-enroll-fpir' : args[0]);
  });
});

describe('identify --auto-enroll', () => {
  const enroll = (s: Scenario, ...names: string[]) =>
    s.call(['identify', '--auto-enroll', '--json', ...names.map(photo)]);

  it('adds a sure match to the templates of the user, audited, and marks it', async () => {
    const s = await withPeople();
    const result = await enroll(s, 'exif-3.jpg', '1002.jpg');
    const [{ autoEnroll }, nobody] = events(result);
    expect(autoEnroll).toEqual({
      ...{ outcome: 'enrolled', action: 'TEMPLATE_UPDATED', userId: '2001' },
      faceId: expect.any(String),
    });
    expect(nobody).toMatchObject({ matches: [], autoEnroll: null });
    const [row, ...others] = s.query("SELECT * FROM templates WHERE metadata <> '{}'");
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      ...{ face_id: autoEnroll.faceId, user_id: '2001', file_name: 'exif-3.jpg' },
      metadata: '{"autoEnrolled":true}',
    });
    expect(row.quality).toBeGreaterThan(0.5);
    const [audit] = s.query('SELECT * FROM audit WHERE face_id = ?', autoEnroll.faceId);
    expect(audit).toMatchObject({ action: 'TEMPLATE_UPDATED', user_id: '2001' });
    expect(JSON.parse(audit.detail)).toMatchObject({ autoEnrolled: true, slot: row.slot });
  });

  it('adds no photo twice, and none that could be somebody else or is not sure enough', async () => {
    const s = await withPeople();
    const reason = async (...args: string[]) => {
      const [event] = events(await s.call(['identify', '--auto-enroll', '--json', ...args]));
      return event.autoEnroll.reason;
    };
    expect(await reason(photo('1001.jpg'))).toBe('SAME_PHOTO');
    const strict = ['--auto-enroll-fpir', '1e-30'];
    expect(await reason(photo('exif-3.jpg'), ...strict)).toBe('NOT_SURE_ENOUGH');
    copyFace(s, '2001', '2002');
    expect(await reason(photo('exif-3.jpg'))).toBe('AMBIGUOUS');
    // Whether or not the second one is told.
    expect(await reason(photo('exif-3.jpg'), '--top', '1')).toBe('AMBIGUOUS');
    expect(s.count('templates')).toBe(4);
  });

  it('stops at the start when the named rate is not sure enough by the table of the pack', async () => {
    const s = await withPeople();
    const lax = ['identify', '--auto-enroll', '--auto-enroll-fpir', '0.001', photo('exif-3.jpg')];
    const refused = await s.call(lax);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      /not measured on your own people \(.*takes 1e-5 or less.*calibrate --store.*--auto-enroll-fpir 0\.00002 or less/s,
    );
    expect(s.count('templates')).toBe(3);
  });

  it('keeps to five templates, the imported one among them', async () => {
    const s = await withPeople();
    const names = [2, 3, 4, 5, 6, 7, 8].map((n) => `exif-${n}.jpg`);
    const done = events(await enroll(s, ...names)).map(({ autoEnroll }) => autoEnroll);
    expect(done.slice(0, 4).map(({ action }) => action)).toEqual(Array(4).fill('TEMPLATE_UPDATED'));
    for (const one of done.slice(4)) {
      expect(one.action ?? one.reason).toMatch(/^(TEMPLATE_REPLACED|NOTHING_NEW)$/);
    }
    const files = s.query("SELECT file_name FROM templates WHERE user_id = '2001' ORDER BY slot");
    expect(files).toHaveLength(5);
    expect(files[0]).toEqual({ file_name: '2001.jpg' });
  });

  it('finds the added template in the photos after it, as a call of its own would', async () => {
    const s = await withPeople();
    const [first, second] = events(await enroll(s, 'exif-3.jpg', 'exif-3.jpg'));
    expect(first.autoEnroll.outcome).toBe('enrolled');
    expect(first.matches[0].faceId).not.toBe(first.autoEnroll.faceId);
    expect(second).toMatchObject({
      matches: [{ userId: '2001', faceId: first.autoEnroll.faceId }],
      autoEnroll: { outcome: 'unchanged', reason: 'SAME_PHOTO' },
    });
    const [alone] = events(await s.call(['identify', '--json', photo('exif-3.jpg')]));
    expect(second.matches).toEqual(alone.matches);
  });

  it('leaves the slots of imports free', async () => {
    const s = await withPeople();
    await enroll(s, 'exif-3.jpg');
    s.write('users.csv', 'user_id,face_image_file2\n2001,more.jpg\n');
    s.photos({ 'more.jpg': 'exif-5.jpg' }, '.');
    const { outcomes } = await s.json(['import-csv', 'users.csv']);
    expect(outcomes).toMatchObject([{ action: 'TEMPLATE_UPDATED', slot: 2 }]);
  });

  it('says what it did, and changes no photo', async () => {
    const s = await withPeople();
    s.photos(['exif-3.jpg'], 'gate');
    const before = readFileSync(s.path('gate', 'exif-3.jpg'));
    const { stdout } = await s.call(['identify', 'gate/exif-3.jpg', '--auto-enroll']);
    expect(stdout).toMatch(/^ {2}added to 2001 as template [0-9a-f-]{36}$/m);
    const again = await s.call(['identify', 'gate/exif-3.jpg', '--auto-enroll']);
    expect(again.stdout).toContain('  not added: the user has a template of this photo\n');
    expect(readFileSync(s.path('gate', 'exif-3.jpg')).equals(before)).toBe(true);
  });
});
