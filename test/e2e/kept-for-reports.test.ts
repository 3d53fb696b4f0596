import { describe, expect, it } from 'vitest';
import { Scenario } from '../support/scenario.js';

const OVERWRITE = [
  ...[
    'import-faces',
    'photos',
    '--create-missing',
    '--duplicates',
    'refuse',
    '--if-face-exists',
    'overwrite',
  ],
];

/** Two users whose photos are swapped in a second run. */
async function swapped() {
  const s = new Scenario();
  s.photos({ 'a.jpg': '1001.jpg', 'b.jpg': '1003.jpg' });
  await s.call(OVERWRITE);
  s.photos({ 'a.jpg': '1003.jpg', 'b.jpg': '1001.jpg' });
  return { s, again: await s.json(OVERWRITE) };
}

const seen = (s: Scenario) =>
  s
    .query('SELECT seen FROM run_items ORDER BY run_id, item')
    .map((row) => JSON.parse(row.seen ?? '{}'));

describe('what a run keeps for its report', () => {
  it('is in the database, and in nothing that the run prints', async () => {
    const { s, again } = await swapped();
    const [first, , a, b] = seen(s);
    expect(first).toEqual({
      measures: expect.objectContaining({ sharpness: expect.any(Number) }),
      photo: { size: expect.any(Number), modifiedMs: expect.any(Number) },
    });
    expect(a).toMatchObject({ measures: {}, resembles: { userId: 'b', swapped: true } });
    expect(b).toMatchObject({ measures: {}, resembles: { userId: 'a', swapped: true } });
    expect(again.outcomes).toHaveLength(2);
    expect(again.stdout).not.toMatch(/seen|measures|resembles|sharpness|timeline/);
    const runs = await s.call(['runs', 'list', '--json']);
    expect(runs.code).toBe(0);
    expect(runs.stdout).toContain('import-faces');
    expect(runs.stdout).not.toContain('timeline');
  });

  it('follows users who are renamed or deleted', async () => {
    const { s } = await swapped();
    expect((await s.call(['users', 'rename', 'a', 'new-a'])).code).toBe(0);
    expect(seen(s)[3]).toMatchObject({ resembles: { userId: 'new-a' } });
    expect((await s.call(['users', 'delete', 'new-a', '--yes'])).code).toBe(0);
    const left = s.query('SELECT user_id, seen FROM run_items').map((row) => JSON.parse(row.seen));
    expect(left).toHaveLength(2);
    expect(JSON.stringify(left)).not.toContain('resembles');
  });
});
