import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { freePages, refuseHtmlPlace } from '../../../src/operations/report/html-place.js';
import { madeUpReport } from '../../support/run-reports.js';

const folder = mkdtempSync(join(tmpdir(), 'faceenroll-place-'));
const around = { input: join(folder, 'photos'), database: join(folder, 'faceenroll.db') };

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('takes the name of an earlier report, which stays unless it is to be replaced', async () => {
  const path = join(folder, 'report.html');
  const [text = ''] = (await madeUpReport()).values();
  writeFileSync(path, text);
  refuseHtmlPlace(path, around);
  expect(freePages(path, 1, false)).toEqual([join(folder, 'report.2.html')]);
  expect(freePages(path, 1, true)).toEqual([path]);
});

it('refuses the name of another page', () => {
  const path = join(folder, 'page.html');
  writeFileSync(path, '<!doctype html>\n<html lang="en"><title>Page</title></html>');
  expect(() => refuseHtmlPlace(path, around)).toThrow('is an HTML page');
});
