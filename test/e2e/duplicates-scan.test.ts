import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { extract } from '../../src/face/extract.js';
import { Store } from '../../src/store/store.js';
import { events } from '../support/cli.js';
import { ENCODER } from '../support/encoder.js';
import { type EnrolledTemplate, enroll } from '../support/enrolled.js';
import { POLICY } from '../support/entries.js';
import { standardModels } from '../support/models.js';
import { writePack } from '../support/packs.js';
import { fixture, Scenario, SMALL_DIMENSIONS } from '../support/scenario.js';
import { unit } from '../support/vectors.js';

const models = standardModels();

/** Templates of drawn portraits: 1001 to 1004, each of somebody else. */
const portraits = new Map<string, Float32Array>();

beforeAll(async () => {
  for (const name of ['1001', '1002', '1003', '1004']) {
    const path = fixture('photos', `${name}.jpg`);
    const job = { path, knownDigests: [], profileImage: false, policy: POLICY };
    const extraction = await extract(job, models);
    if (extraction.kind !== 'sample') throw new Error(JSON.stringify(extraction));
    portraits.set(name, extraction.sample.embedding);
  }
});

/** Templates of users: user ID to the portrait that it was enrolled with. */
function templates(users: Readonly<Record<string, string>>): EnrolledTemplate[] {
  return Object.entries(users).map(([userId, portrait]) => ({
    userId,
    embedding: portraits.get(portrait) as Float32Array,
  }));
}

/** Drawn portraits of different people are at most 0.94 similar, one with itself 1. */
const SAME = ['--similarity', '0.99'];

/** One portrait under two IDs, another one under three. */
const TWICE = { b2: '1001', a1: '1001', '=1+1': '1002', c1: '1002', c2: '1002', d1: '1003' };

function scenario(users: Readonly<Record<string, string>>): Scenario {
  const s = new Scenario();
  enroll(s.db, templates(users));
  return s;
}

describe('duplicates scan', () => {
  it('lists who has one face, in clusters, and ends with exit code 3', async () => {
    const { code, stdout, stderr } = await scenario(TWICE).call(['duplicates', 'scan', ...SAME]);
    expect([code, stderr]).toEqual([3, '']);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^5 users in 2 clusters .*6 templates of 6 users/);
    expect(stdout).toContain('Threshold: similarity 0.9900 (');
    expect(stdout).toMatch(/^False alarms to expect: /m);
    expect(lines.slice(lines.indexOf('Cluster 1: =1+1, c1 and c2'), -4)).toEqual([
      'Cluster 1: =1+1, c1 and c2',
      '  1.0000  =1+1  c1',
      '  1.0000  =1+1  c2',
      '  1.0000  c1    c2',
      '',
      'Cluster 2: a1 and b2',
      '  1.0000  a1  b2',
    ]);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it('finds nothing where everybody is another person: exit code 0', async () => {
    const s = scenario({ a: '1001', b: '1002', c: '1003', d: '1004' });
    const { code, stdout } = await s.call(['duplicates', 'scan', ...SAME]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^No duplicates in 4 templates of 4 users\.\nThreshold: /);
  });

  it('sees several templates of one user as no duplicate', async () => {
    const s = scenario({ a: '1001', b: '1002' });
    enroll(s.db, templates({ a: '1001' }));
    const { code, stdout } = await s.call(['duplicates', 'scan', ...SAME]);
    expect(code).toBe(0);
    expect(stdout).toContain('3 templates of 2 users');
  });

  it('--csv has a line for each pair; the summary goes to stderr', async () => {
    const s = scenario(TWICE);
    const { code, stdout, stderr } = await s.call(['duplicates', 'scan', ...SAME, '--csv']);
    expect(code).toBe(3);
    const [headings, ...rows] = parse(stdout);
    const names = ['cluster', 'user_id', 'other_user_id', 'similarity', 'face_id', 'other_face_id'];
    expect(headings).toEqual(names);
    expect(rows.map((cells) => cells.slice(0, 4))).toEqual([
      ['1', "'=1+1", 'c1', '1.000000'],
      ['1', "'=1+1", 'c2', '1.000000'],
      ['1', 'c1', 'c2', '1.000000'],
      ['2', 'a1', 'b2', '1.000000'],
    ]);
    const faces = s.query('SELECT face_id, user_id FROM templates');
    const ownerOf = new Map(faces.map(({ face_id, user_id }) => [face_id, user_id]));
    expect(rows.map(([, , , , face, other]) => [ownerOf.get(face), ownerOf.get(other)])).toEqual([
      ['=1+1', 'c1'],
      ['=1+1', 'c2'],
      ['c1', 'c2'],
      ['a1', 'b2'],
    ]);
    expect(stderr).toMatch(/^5 users in 2 clusters/);
  });

  it('--json has an event for each cluster, then a summary', async () => {
    const result = await scenario(TWICE).call(['duplicates', 'scan', '--fpir', '0.01', '--json']);
    const [first, second, summary, ...more] = events(result);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ event: 'cluster', cluster: 1, userIds: ['=1+1', 'c1', 'c2'] });
    expect(second).toMatchObject({ event: 'cluster', cluster: 2, userIds: ['a1', 'b2'] });
    expect(second.pairs[0].similarity).toBeCloseTo(1, 6);
    expect(summary).toMatchObject({ event: 'summary', clusters: 2, templates: 6, exitCode: 3 });
    expect(summary.fmr).toBeCloseTo(0.01 / 6, 4);
    expect(summary.falseAlarms).toBeCloseTo(15 * summary.fmr, 10);
    expect(summary.measuredOn).toContain('the encoder confuses most');
  });

  it('leaves exceptions out', async () => {
    const s = scenario(TWICE);
    await s.call(['duplicates', 'allow', 'b2', 'a1', '--reason', 'twins']);
    const result = await s.call(['duplicates', 'scan', ...SAME, '--json']);
    const [cluster, summary] = events(result);
    expect(cluster.userIds).toEqual(['=1+1', 'c1', 'c2']);
    expect(summary).toMatchObject({ clusters: 1, allowedPairs: 1 });
  });

  it("takes the collection's own table before the pack's", async () => {
    const s = scenario(TWICE);
    const store = Store.open(s.db, false);
    const table = [
      { fmr: 0.1, similarity: 0.1 },
      { fmr: 0.01, similarity: 0.2 },
    ];
    store
      .collection('default', ENCODER)
      .thresholds.put(ENCODER, { measuredOn: 'us', table }, 'now');
    store.close();
    const result = await s.call(['duplicates', 'scan', '--json', '--fpir', '0.1']);
    expect(events(result).at(-1)).toMatchObject({ measuredOn: 'us', clusters: 1 });
  });

  it('finds the same picture at every threshold', async () => {
    const s = scenario(TWICE);
    for (const threshold of [
      ['--similarity', '1'],
      ['--fpir', '1e-12'],
    ]) {
      expect((await s.call(['duplicates', 'scan', ...threshold])).code).toBe(3);
    }
  });

  it('runs while another run holds the database, and changes nothing', async () => {
    const s = scenario(TWICE);
    const running = Store.open(s.db, false);
    try {
      expect((await s.call(['duplicates', 'scan', ...SAME])).code).toBe(3);
    } finally {
      running.close();
    }
    expect(s.count('audit')).toBe(2 * Object.keys(TWICE).length);
    expect(s.count('runs')).toBe(1);
  });
});

describe('duplicates scan with a pack that nobody has measured', () => {
  async function measuredByNobody(): Promise<Scenario> {
    const s = new Scenario();
    const env = { FACEENROLL_MODELS: s.path('models') };
    expect((await s.call(['models', 'install', writePack(s)], { env })).code).toBe(0);
    const [listed] = events(await s.call(['models', 'list', '--json'], { env })).filter(
      ({ name }) => name === 'small',
    );
    const embedding = unit(Array.from({ length: SMALL_DIMENSIONS }, (_, i) => i));
    const both = ['a', 'b'].map((userId) => ({ userId, embedding }));
    enroll(s.db, both, { encoder: listed.encoder });
    return s;
  }

  it('asks for a similarity, and takes it', async () => {
    const s = await measuredByNobody();
    const env = { FACEENROLL_MODELS: s.path('models') };
    const scan = ['duplicates', 'scan', '--models', 'small'];
    const refused = await s.call(scan, { env });
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toContain('--similarity');
    expect(refused.stderr).toContain('faceenroll calibrate');
    const { code, stdout } = await s.call([...scan, '--similarity', '0.5'], { env });
    expect(code).toBe(3);
    expect(stdout).toContain('what it means has not been measured');
    expect(stdout).not.toContain('False alarms');
  });
});

describe('duplicates scan ends with an error', () => {
  it.each([
    [['--db', 'nowhere.db'], 1, 'there is no database nowhere.db'],
    [['--collection', 'guests'], 1, 'the collection "guests" has no templates'],
    [['--fpir', '0'], 2, 'between 0 and 1'],
    [['--fpir', 'few'], 2, 'between 0 and 1'],
    [['--similarity', '1.1'], 2, 'from -1 to 1'],
    [['--similarity', '0.9', '--fpir', '0.1'], 2, 'cannot be used with'],
    [['--csv', '--json'], 2, 'cannot be used with'],
  ])('for %j', async (args, code, message) => {
    const s = scenario({ a: '1001' });
    const result = await s.call(['duplicates', 'scan', ...args], { asTyped: true });
    expect([result.code, result.stdout]).toEqual([code, '']);
    expect(result.stderr).toContain(message);
    expect(result.stderr, 'no stack').not.toMatch(/\n\s+at /);
  });
});
