import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { endings, Scenario } from '../support/scenario.js';

const FEW = ['--workers', '1', '--duplicates', 'off'];

describe('enroll', () => {
  it('enrolls the photos of one person in slots, and is told like an import', async () => {
    const s = new Scenario();
    s.photos({ 'front.jpg': '1001.jpg', 'copy.jpg': '1001.jpg' }, 'in');
    const unknown = await s.json(['enroll', 'Zoë', 'in/front.jpg', ...FEW]);
    expect(endings(unknown)).toEqual([['in/front.jpg', 'USER_NOT_FOUND']]);
    expect(unknown).toMatchObject({ code: 3, summary: { errorReport: 'Zoë.errors.csv' } });

    const photos = ['in/no.jpg', 'in/front.jpg', 'in/copy.jpg'];
    const result = await s.json(['enroll', 'Zoë', ...photos, ...FEW, '--create-missing']);
    expect(endings(result)).toEqual([
      ['in/no.jpg', 'FILE_NOT_FOUND'],
      ['in/front.jpg', 'NEW_TEMPLATE_CREATED'],
      ['in/copy.jpg', 'SAME_PHOTO'],
    ]);
    expect(result.code).toBe(3);
    expect(s.query('SELECT user_id, slot, file_name FROM templates')).toEqual([
      { user_id: 'Zoë', slot: 2, file_name: 'in/front.jpg' },
    ]);
    const report = readFileSync(s.path('Zoë.errors.2.csv'), 'utf8').split('\n');
    expect(report[0]).toMatch(/^\ufeffuser_id,face_image_file1,face_image_file2,face_image_file3,/);
    const { stdout } = await s.call(['runs', 'list']);
    expect(stdout.match(/enroll Zoë$/gm), 'runs are told by the user').toHaveLength(2);
    expect(report[1]).toMatch(/^Zoë,in\/no.jpg,in\/front.jpg,in\/copy.jpg,,FILE_NOT_FOUND,/);

    // The error report is imported again when what it names is mended.
    s.photos({ 'no.jpg': '1006.jpg' }, 'in');
    const retry = await s.json(['import-csv', 'Zoë.errors.2.csv', '--allow-identity-change']);
    expect(endings(retry)).toEqual([
      ['in/no.jpg', 'TEMPLATE_UPDATED'],
      ['in/front.jpg', 'FACE_PRESERVED'],
      ['in/copy.jpg', 'SAME_PHOTO'],
    ]);

    const [told, status] = [await s.call(['enroll', 'Zoë']), await s.call(['status', 'Zoë'])];
    expect(told).toEqual(status);
    expect(told.stdout).toMatch(/^Zoë: available, /);
    expect((await s.call(['enroll', 'nobody'])).code).toBe(1);
  });
});
