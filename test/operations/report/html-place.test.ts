import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeHtmlFiles } from '../../../src/operations/report/html-files.js';
import { freePages, refuseHtmlPlace } from '../../../src/operations/report/html-place.js';
import { temporaryFolder } from '../../support/cli.js';
import { madeUpReport } from '../../support/run-reports.js';

/** Writes a report of so many pages as commands do; returns the names of its files. */
async function write(folder: string, name: string, pages: number, replaces = false) {
  const files = freePages(join(folder, name), pages, replaces);
  const [text = ''] = (await madeUpReport({ look: { reportId: randomUUID() } })).values();
  const each = async function* () {
    yield text;
  };
  await writeHtmlFiles(files, each, replaces);
  return files.map((file) => file.slice(folder.length + 1));
}

describe('the files of a report', () => {
  it('have a number where a report is already, which stays unless it is to be replaced', async () => {
    const folder = temporaryFolder();
    expect(await write(folder, 'r.html', 1)).toEqual(['r.html']);
    expect(await write(folder, 'r.html', 2)).toEqual(['r.2.html', 'r.2.page-2.html']);
    expect(await write(folder, 'r.html', 1, true)).toEqual(['r.html']);
    expect(readdirSync(folder)).toHaveLength(3);
  });

  it('replace those of one report, and none of another that was numbered', async () => {
    const folder = temporaryFolder();
    const first = await write(folder, 'r.html', 3);
    const others = [...(await write(folder, 'r.html', 1)), ...(await write(folder, 'r.html', 2))];
    expect(await write(folder, 'r.html', 2, true)).toEqual(first.slice(0, 2));
    expect(readdirSync(folder)).toEqual([...first.slice(0, 2), ...others].sort());
    expect(await write(folder, 'r.html', 1, true)).toEqual(['r.html']);
    expect(readdirSync(folder)).toEqual(['r.html', ...others].sort());
  });

  it('replace no page that is of another report, whatever its name', async () => {
    const folder = temporaryFolder();
    await write(folder, 'r.html', 1);
    await write(folder, 'r.page-2.html', 1);
    expect(await write(folder, 'r.html', 1, true)).toEqual(['r.html']);
    expect(readdirSync(folder)).toEqual(['r.html', 'r.page-2.html']);
    expect(await write(folder, 'r.html', 2, true)).toEqual(['r.2.html', 'r.2.page-2.html']);
  });

  it.skipIf(process.platform === 'win32')('are not looked for in a named pipe', () => {
    const folder = temporaryFolder();
    execFileSync('mkfifo', [join(folder, 'r.html')]);
    expect(freePages(join(folder, 'r.html'), 1, true)).toEqual([join(folder, 'r.2.html')]);
  });
});

it('the name of another page is refused, even one about faceenroll', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'page.html');
  writeFileSync(path, '<!doctype html>\n<html lang="en"><title>Page – faceenroll</title></html>');
  const around = { input: join(folder, 'photos'), database: join(folder, 'faceenroll.db') };
  expect(() => refuseHtmlPlace(path, around)).toThrow('is an HTML page');
});
