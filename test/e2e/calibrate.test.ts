import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Store } from '../../src/store/store.js';
import { query } from '../support/cli.js';
import { ENCODER } from '../support/encoder.js';
import { writeGallery } from '../support/random-gallery.js';
import { fixture, Scenario } from '../support/scenario.js';

const calibrate = (db: string, ...options: string[]) =>
  new Scenario().call(['calibrate', '--db', db, ...options]);

const jsonOf = async (db: string, ...options: string[]) => {
  const result = await calibrate(db, '--json', ...options);
  expect(result.code).toBe(0);
  return JSON.parse(result.stdout);
};

describe('calibrate', () => {
  it('tells what similarities mean among the users of a collection, in 80 columns', async () => {
    const { code, stdout, stderr } = await calibrate(writeGallery({ users: 60, each: 2 }));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Users +60 with 120 templates$/m);
    expect(stdout).toMatch(/^Pairs +7,080 of different users, 60 of one user$/m);
    expect(stdout).toMatch(/^ +1e-2 +0\.\d{4} +0\.\d{4} {3}measured$/m);
    expect(stdout).toMatch(/^ +1e-6 +0\.\d{4} +0\.\d{4}\* {2}extrapolated$/m);
    expect(stdout).toMatch(/^The pack's column was measured on ./m);
    expect(stdout).toMatch(/^If these are children: /m);
    expect(stdout).toMatch(/^Threshold +0\.\d{4} \(extrapolated; by the pack's table 0\.\d{4}\)$/m);
    expect(stdout.replaceAll('\n', ' ')).toContain(
      'The pack standard is strong enough for a gallery of 120 templates: about 100% of true duplicates would be found',
    );
    const bars = stdout.split('\n').filter((line) => line.includes('█'));
    expect(bars.length).toBeGreaterThan(5);
    expect(bars.length).toBeLessThanOrEqual(20);
    expect(Math.max(...stdout.split('\n').map((l) => l.length))).toBeLessThanOrEqual(80);
    expect(stdout).not.toContain('\u001b');
  });

  it('tells the same as JSON', async () => {
    const result = await jsonOf(writeGallery({ users: 60, each: 2 }), '--fpir', '0.01');
    expect(result).toMatchObject({
      ...{ collection: 'default', encoder: ENCODER, pack: 'standard' },
      ...{ users: 60, templates: 120, pairs: 7080, allPairs: 7080, genuinePairs: 60 },
      ...{ sampled: false, seed: null, exceptions: 0, fpir: 0.01, tmr: 1, stored: false },
      ...{ suspicion: null, suspects: [], falseAlarms: { per1000: 10 } },
      tail: { model: 'generalized Pareto' },
    });
    expect(result.threshold.fmr).toBeCloseTo(0.01 / 120, 6);
    const bars: { different: number; same: number }[] = result.histogram;
    expect(bars.reduce((sum, bar) => sum + bar.different, 0)).toBe(7080);
    expect(bars.reduce((sum, bar) => sum + bar.same, 0)).toBe(60);
  });

  it('says that a pack is weak where few pairs of one user are above the threshold', async () => {
    const db = writeGallery({ users: 60, each: 2, noise: 1.5 });
    const { tmr, conclusion } = await jsonOf(db);
    expect(tmr).toBeLessThan(0.9);
    expect(conclusion).toContain('is weak for a gallery of 120 templates: only about');
  });

  it('goes by what the pack finds where no user has several templates', async () => {
    const { tmr, conclusion } = await jsonOf(writeGallery({ users: 40 }));
    expect(tmr).toBe(null);
    expect(conclusion).toMatch(
      /^The pack standard is strong enough .* of 100 second photos .* LFW/,
    );
  });

  it('names probable duplicates, and forgets those that are recorded exceptions', async () => {
    const db = writeGallery({ users: 40, copies: [7], noise: 0.1 });
    const first = await calibrate(db);
    expect(first.stderr.replace(/\s+/g, ' ')).toMatch(
      /^ ?1 pair of templates of different users stands off from all others: it has a similarity of 0\.9\d{3} or more, where chance gives \S+ here\./,
    );
    expect(first.stderr).toMatch(/^ {2}U0001 and U0007: 0\.9\d{3}$/m);
    const [, command = ''] =
      first.stderr.replace(/\s+/g, ' ').match(/"faceenroll (duplicates scan [^"]+)"/) ?? [];
    const scan = await new Scenario().call([...command.split(' '), '--db', db]);
    expect(scan.stdout).toMatch(/^Cluster 1: U0001 and U0007$/m);
    expect(scan.stdout).not.toContain('Cluster 2');
    const store = Store.open(db, false);
    store.collection('default', ENCODER).exceptions.add('U0007', 'U0001', 'twins', 'now');
    store.close();
    const second = await calibrate(db);
    expect(second.stderr).toBe('');
    expect(second.stdout).toContain('1 pair of users left out as recorded exceptions');
  });

  it('stores the table only when told to, with an audit row', async () => {
    const db = writeGallery({ users: 60, seed: 2 });
    const before = readFileSync(db);
    await jsonOf(db);
    expect(readFileSync(db).equals(before)).toBe(true);
    const { table, stored } = await jsonOf(db, '--store');
    expect(stored).toBe(true);
    const [row, ...others] = query(db, 'SELECT * FROM thresholds');
    expect(others).toEqual([]);
    expect(row).toMatchObject({ collection: 'default', encoder: ENCODER });
    expect(row.measured_on).toContain('60 users, 1,770 pairs');
    expect(JSON.parse(row.fmr_table)).toEqual(table);
    const audit = query(db, "SELECT * FROM audit WHERE action = 'THRESHOLDS_SET'");
    expect(audit.map(({ detail }) => JSON.parse(detail))).toMatchObject([
      { encoder: ENCODER, table },
    ]);
  });

  it('stores which rates were measured, so that searches do not tell others as measured', async () => {
    const s = new Scenario();
    const db = writeGallery({ users: 60, seed: 2 });
    const { stderr } = await calibrate(db, '--store');
    expect(stderr).toMatch(
      /^The stored table was measured down to an FMR of 1e-2, the pack's own down to\s1e-3\.\s/m,
    );
    expect((await calibrate(db)).stderr).toBe('');
    const scan = async (fpir: string) => {
      const { stdout } = await s.call(['duplicates', 'scan', '--db', db, '--json', '--fpir', fpir]);
      return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    };
    // FMR 0.0018 and 0.038; 1,770 pairs measure 0.01 and no less.
    expect(await scan('0.1')).toMatchObject({ extrapolated: true });
    expect(await scan('0.9')).toMatchObject({ extrapolated: false });
    const { stdout } = await s.call(['duplicates', 'scan', '--db', db]);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /beyond what was measured on all pairs of this collection, 60/,
    );
    const files = ['identify', '--db', db, fixture('photos', '1001.jpg')];
    expect((await s.call(files)).stdout.replace(/\s+/g, ' ')).toContain(
      'those it was measured on: all pairs of this collection, 60 users, 1,770 pairs of different users (faceenroll calibrate). The rate is extrapolated from',
    );
  });

  it('refuses to store a table that probable duplicates distort, unless it is forced', async () => {
    const db = writeGallery({ users: 40, copies: [7], noise: 0.1 });
    const { code, stdout, stderr } = await calibrate(db, '--store');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Threshold /m);
    expect(stdout).not.toContain('Stored');
    expect(stderr).toMatch(/U0001 and U0007[\s\S]*the table was not stored, .*--force/);
    expect(query(db, 'SELECT * FROM thresholds')).toEqual([]);
    expect(await jsonOf(db, '--store', '--force')).toMatchObject({ stored: true });
    expect(query(db, 'SELECT * FROM thresholds')).toHaveLength(1);
    expect(await calibrate(db, '--force')).toMatchObject({ code: 2, stdout: '' });
  });

  it('stores nothing when the plot cannot be written', async () => {
    const db = writeGallery({ users: 40 });
    const { code } = await calibrate(db, '--store', '--plot', 'no-such-folder/plot.svg');
    expect(code).toBe(1);
    expect(query(db, 'SELECT * FROM thresholds')).toEqual([]);
    expect(query(db, "SELECT * FROM audit WHERE action = 'THRESHOLDS_SET'")).toEqual([]);
  });

  it('forgets the table that was stored, with an audit row', async () => {
    const db = writeGallery({ users: 40 });
    const { table } = await jsonOf(db, '--store');
    const { code, stdout } = await calibrate(db, '--forget', '--reference', 'CHG-1');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Forgotten: the table measured on all pairs of this collection, 40 users, /,
    );
    expect(stdout.replace(/\s+/g, ' ')).toContain('searches use that of the pack standard again');
    expect(query(db, 'SELECT * FROM thresholds')).toEqual([]);
    const removed = "FROM audit WHERE action = 'THRESHOLDS_REMOVED'";
    const audit = query(db, `SELECT detail ${removed}`);
    expect(query(db, `SELECT reference ${removed}`)).toEqual([{ reference: 'CHG-1' }]);
    expect(audit.map(({ detail }) => JSON.parse(detail))).toMatchObject([
      { encoder: ENCODER, table },
    ]);
    const again = await calibrate(db, '--forget');
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toContain('the collection "default" has no table of its own');
    expect((await calibrate(db, '--forget', '--store')).code).toBe(2);
  });

  it('names each two users once, with the most similar of their templates', async () => {
    const { suspects } = await jsonOf(
      writeGallery({ users: 40, each: 3, copies: [7], noise: 0.1 }),
    );
    expect(suspects).toMatchObject([{ userId: 'U0001', otherUserId: 'U0007' }]);
  });

  it('works while an import holds the database, unless it is to store or forget the table', async () => {
    const db = writeGallery({ users: 40 });
    const store = Store.open(db, false);
    try {
      expect((await calibrate(db)).code).toBe(0);
      expect((await calibrate(db, '--store')).code).toBe(4);
      const forgets = await calibrate(db, '--forget', '--wait', '1');
      expect(forgets.code).toBe(4);
      expect(forgets.stderr).toContain('waited 1 s: ');
    } finally {
      store.close();
    }
  });

  it('draws the similarities into an SVG picture, and into nothing else', async () => {
    const s = new Scenario();
    const db = writeGallery({ users: 40, each: 2 });
    const drawn = await s.call(['calibrate', '--db', db, '--plot', 'similarities.svg']);
    expect(drawn.code).toBe(0);
    const svg = readFileSync(s.path('similarities.svg'), 'utf8');
    expect(svg).toMatch(/^<svg [^>]+>[\s\S]+<\/svg>\n$/);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    const refused = await s.call(['calibrate', '--db', db, '--plot', 'similarities.png']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('write an .svg');
    expect(existsSync(s.path('similarities.png'))).toBe(false);
  });

  it('refuses fewer than 30 users, and names the pack where the others are of another encoder', async () => {
    const few = await calibrate(writeGallery({ users: 29, each: 3 }));
    expect({ code: few.code, stdout: few.stdout }).toEqual({ code: 1, stdout: '' });
    expect(few.stderr).toMatch(/for 29 users, too few .* it takes 30/);
    const other = await calibrate(writeGallery({ users: 40, encoder: 'dlib-resnet29-128' }));
    expect({ code: other.code, stdout: other.stdout }).toEqual({ code: 1, stdout: '' });
    expect(other.stderr).toContain(
      '40 templates of the collection "default" are of dlib-resnet29-128 (model pack dlib)',
    );
    expect(other.stderr).toContain('name --models dlib, or put');
  });

  it('refuses a database that does not exist, and makes none', async () => {
    const s = new Scenario();
    const { code, stderr } = await s.call(['calibrate'], { asTyped: true });
    expect(code).toBe(1);
    expect(stderr).toContain('there is no database faceenroll.db');
    expect(existsSync(s.db)).toBe(false);
  });

  it.each(['0', '0.6', 'x', ''])('refuses a rate of false alarms of "%s"', async (rate) => {
    const s = new Scenario();
    writeFileSync(s.db, '');
    const { code, stderr } = await s.call(['calibrate', '--fpir', rate]);
    expect(code).toBe(2);
    expect(stderr).toContain('1e-9 to 0.5');
  });
});
