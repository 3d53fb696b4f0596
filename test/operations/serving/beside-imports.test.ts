import { describe, expect, it } from 'vitest';
import { expectSound, Scenario } from '../../support/scenario.js';
import { endingsOf, enrolled, openService, photoOf } from '../../support/service.js';

describe('a service beside an import', () => {
  it('enrolls others meanwhile, and both end right', async () => {
    const s = new Scenario();
    const service = await openService(s.db, { wait: 30 });
    s.photos({ '1001.jpg': '1001.jpg', '1006.jpg': '1006.jpg', '2001.jpg': 'exif-1.jpg' });
    let isImporting = true;
    const importing = s
      .json(['import-faces', 'photos', '--create-missing', '--duplicates', 'refuse'])
      .finally(() => {
        isImporting = false;
      });
    const endings: string[] = [];
    for (let i = 0; isImporting || i < 10; i += 1) {
      endings.push(...endingsOf(await enrolled(service, `u${i}`, [photoOf(`person${i}`)])));
      await new Promise(setImmediate);
    }
    const { code, summary, outcomes } = await importing;
    expect(code).toBe(0);
    expect(summary.enrolled.total).toBe(3);
    expect(outcomes.map(({ userId }) => userId)).toEqual(['1001', '1006', '2001']);
    expect(new Set(endings)).toEqual(new Set(['NEW_TEMPLATE_CREATED']));
    expect(s.count('users')).toBe(endings.length + 3);
    await service.close();
    const statuses = s.query('SELECT command, status FROM runs ORDER BY command');
    expect(statuses).toEqual([
      { command: 'import-faces', status: 'finished' },
      { command: 'serve', status: 'finished' },
    ]);
    expectSound(s.db);
  }, 60_000);
});
