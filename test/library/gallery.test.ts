import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
// Compiled, since the worker process is.
import { enroll, FatalError, importCsv, importFaces, openGallery } from '../../dist/index.js';
import { auditFindings } from '../support/audit.js';
import { query, temporaryFolder } from '../support/cli.js';
import { DIMENSIONS } from '../support/encoder.js';
import { enroll as enrollTemplates } from '../support/enrolled.js';
import { fixture, Scenario } from '../support/scenario.js';
import { unit } from '../support/vectors.js';

/** A gallery of two users whose templates are of an encoder that no pack has. */
function enrollOthers(path: string): void {
  const embedding = unit(Array.from({ length: DIMENSIONS }, (_, i) => i + 1));
  const users = ['ann', 'bob'].map((userId) => ({ userId, embedding }));
  enrollTemplates(path, users, { encoder: 'other@1' });
}

describe('a gallery', () => {
  it('adds, changes, lists and deletes users, each audited', () => {
    const database = join(temporaryFolder(), 'faces.db');
    const gallery = openGallery({ database, collection: 'staff', reference: 'T-7' });
    gallery.users.add('1', { known: { name: 'Ada' }, extra: { Floor: '3' } });
    gallery.users.add('2');
    expect(() => gallery.users.add('2')).toThrow(FatalError);
    expect(gallery.users.update('1', { known: { name: 'Ada L.' } })).toBe(true);
    expect(gallery.users.update('1', { known: { name: 'Ada L.' } })).toBe(false);
    expect(gallery.users.show('1')).toMatchObject({
      known: { name: 'Ada L.' },
      extra: { Floor: '3' },
      templates: [],
    });
    expect(gallery.users.show('3')).toBeUndefined();
    expect(() => gallery.users.delete('1', '3')).toThrow('nothing was deleted');
    expect(gallery.users.delete('1')).toMatchObject({ users: ['1'], faceIds: [] });
    const { total, rows } = gallery.users.list();
    expect([total, [...rows].map(({ userId }) => userId)]).toEqual([1, ['2']]);
    gallery.close();
    expect(() => gallery.users.list()).toThrow('is closed');
    const actions = query(database, 'SELECT action FROM audit ORDER BY position');
    expect(actions.map(({ action }) => action)).toEqual([
      ...['USER_CREATED', 'USER_CREATED', 'USER_UPDATED', 'USER_DELETED'],
    ]);
    expect(auditFindings(database)).toEqual([]);
  });

  it('that is read only changes nothing and makes no database', () => {
    const database = join(temporaryFolder(), 'faces.db');
    expect(() => openGallery({ database, readOnly: true })).toThrow('there is no database');
    expect(existsSync(database)).toBe(false);
    openGallery({ database }).close();
    const gallery = openGallery({ database, readOnly: true });
    expect(() => gallery.users.add('1')).toThrow('read only');
    gallery.close();
  });

  it('of another encoder takes no import, unless its model pack is named', async () => {
    const s = new Scenario();
    enrollOthers(s.db);
    const photos = s.photos(['1001.jpg']);
    const gallery = openGallery({ database: s.db });
    const options = { createMissing: true, workers: 1 };
    const importing = () => importFaces(gallery, s.path(photos), options);
    await expect(importing()).rejects.toThrow(/most templates .* are of other@1 .*--models/);
    const named = await importFaces(gallery, s.path(photos), { ...options, models: 'standard' });
    expect(named.enrolled.total).toBe(1);
    gallery.close();
  });

  it('imports, tells failures, and writes an error report where that is asked for', async () => {
    const scenario = new Scenario();
    scenario.photos(['1001.jpg']);
    const csv = scenario.write('u.csv', 'user_id,face_image_file1\n1001,1001.jpg\n1002,no.jpg\n');
    const gallery = openGallery({ database: scenario.db });
    const options = { images: scenario.path('photos'), workers: 1 };
    const rehearsed = await importCsv(gallery, csv, { ...options, dryRun: true });
    expect(rehearsed).toMatchObject({ runId: null, enrolled: { total: 1 } });
    expect(gallery.users.list().total).toBe(0);
    const told: unknown[] = [];
    const errors = scenario.path('errors.csv');
    const importing = importCsv(gallery, csv, {
      ...options,
      errors,
      onOutcome: ({ row, outcome }) => void told.push([row, outcome.kind]),
    });
    const result = await importing;
    expect(told).toEqual([
      [2, 'enrolled'],
      [3, 'failed'],
    ]);
    expect(result).toMatchObject({
      ...{ interrupted: false, errorReport: errors, usersCreated: 1 },
      failed: { total: 1, by: { FILE_NOT_FOUND: 1 } },
    });
    expect(existsSync(errors)).toBe(true);
    const [face] = [...gallery.faces.list({ userId: '1001' }).rows];
    const { faceId = '' } = face ?? {};
    expect(gallery.faces.update(faceId, { badge: 'A7' })).toBe(true);
    expect(gallery.faces.show(faceId).metadata).toEqual({ badge: 'A7' });
    expect(gallery.faces.delete(faceId)).toMatchObject({ users: [], faceIds: [faceId] });
    gallery.close();
    expect(auditFindings(scenario.db)).toEqual([]);
  });

  it('keeps what reports are drawn from to itself', async () => {
    const s = new Scenario();
    s.photos({ '1.jpg': '1001.jpg', '2.jpg': '1001.jpg' });
    const gallery = openGallery({ database: s.db });
    const told: unknown[] = [];
    const result = await importFaces(gallery, s.path('photos'), {
      ...{ createMissing: true, workers: 1, duplicates: 'refuse' },
      onOutcome: (item) => void told.push(item),
    });
    expect(result.failed.by).toEqual({ DUPLICATE_IN_BATCH: 2 });
    const kept = query(s.db, 'SELECT seen FROM run_items').map(({ seen }) => JSON.parse(seen));
    expect(kept).toMatchObject(
      ['2', '1'].map((userId) => ({ measures: {}, resembles: { userId } })),
    );
    const [shown, all] = [gallery.users.list(), gallery.faces.list()].map(({ rows }) => [...rows]);
    expect(JSON.stringify([told, result, shown, all])).not.toMatch(
      /seen|measures|resembles|sharpness|timeline/,
    );
    gallery.close();
  });

  it('tells of an import what was passed over, and that there was nothing to do', async () => {
    const s = new Scenario();
    s.photos({ 'HR/1.jpg': '1001.jpg', '@eaDir/1.jpg': '1001.jpg' });
    const gallery = openGallery({ database: s.db });
    const folder = s.path('photos');
    expect(await importFaces(gallery, folder)).toMatchObject({
      notLookedInto: { folders: 1, links: 0, photos: 1, atLeast: false },
      nothingToDo: `there is no photo in "${folder}"`,
    });
    const { nothingToDo } = await importFaces(gallery, folder, { allowEmpty: true });
    expect(nothingToDo).toBeNull();
    const csv = s.write('users.csv', 'Staff\nuser_id,name,phone\n1,Ann\n');
    expect(await importCsv(gallery, csv, { headingRow: 2 })).toMatchObject({
      ...{ usersCreated: 1, shortRows: 1, systemFolders: [], nothingToDo: null },
    });
    gallery.close();
  });

  it('follows links that lead out of the photo folder of a CSV only when it is told', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg'], 'store');
    mkdirSync(s.path('photos'));
    symlinkSync('../store/1001.jpg', s.path('photos', '1001.jpg'));
    const csv = s.write('users.csv', 'user_id,face_image_file1\n1,1001.jpg\n');
    const gallery = openGallery({ database: s.db });
    const options = { images: s.path('photos'), workers: 1 } as const;
    expect((await importCsv(gallery, csv, options)).failed.by).toEqual({
      FILE_OUTSIDE_DIRECTORY: 1,
    });
    expect((await importCsv(gallery, csv, { ...options, links: 'anywhere' })).enrolled.total).toBe(
      1,
    );
    gallery.close();
  });

  it('that a signal stops has enrolled nobody, and the same import goes on', async () => {
    const scenario = new Scenario();
    scenario.photos(['1001.jpg', '1002.jpg', '1003.jpg']);
    const gallery = openGallery({ database: scenario.db });
    const stop = new AbortController();
    const options = { createMissing: true, workers: 1, duplicates: 'off' } as const;
    const stopped = await importFaces(gallery, scenario.path('photos'), {
      ...options,
      signal: stop.signal,
      onProgress: ({ phase, done }) => phase === 'extract' && done > 0 && stop.abort(),
    });
    expect(stopped).toMatchObject({ interrupted: true, enrolled: { total: 0 } });
    expect(gallery.faces.list().total).toBe(0);
    expect(query(scenario.db, 'SELECT path FROM samples')).not.toEqual([]);
    const whole = await importFaces(gallery, scenario.path('photos'), options);
    expect(whole).toMatchObject({ interrupted: false, enrolled: { total: 3 } });
    gallery.close();
  });

  it('whose caller throws has enrolled all the same', async () => {
    const database = join(temporaryFolder(), 'faces.db');
    const gallery = openGallery({ database });
    const photo = fixture('photos', '1001.jpg');
    const options = { createMissing: true, workers: 1 };
    const failing = enroll(gallery, '1', [photo], {
      ...options,
      onOutcome: () => {
        throw new Error('the network is gone');
      },
    });
    await expect(failing).rejects.toThrow('the network is gone');
    expect(query(database, 'SELECT status, report_due FROM runs')).toEqual([
      { status: 'finished', report_due: 0 },
    ]);
    const again = await enroll(gallery, '1', [photo], options);
    expect(again).toMatchObject({ unchanged: { by: { FACE_PRESERVED: 1 } } });
    gallery.close();
  });
});
