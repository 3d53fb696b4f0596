import { expect, it } from 'vitest';
import { noticedLines } from '../../src/render/noticed.js';
import { runSummary } from '../support/summary.js';

const all = { folders: 0, links: 0, photos: 0, atLeast: false };

it.each([
  [
    { ...all, folders: 2, photos: 1412 },
    '2 folders with 1,412 photos were not looked into: --recursive',
  ],
  [{ ...all, folders: 1, photos: 1 }, '1 folder with 1 photo was not looked into: --recursive'],
  [
    { ...all, folders: 3, photos: 9000, atLeast: true },
    'at least 3 folders with 9,000 photos were not looked into: --recursive',
  ],
  [
    { ...all, links: 1, photos: 4 },
    '1 link to a folder with 4 photos was not followed: import what is there by itself',
  ],
  [
    { ...all, folders: 1, links: 2, photos: 4 },
    '1 folder and 2 links to folders with 4 photos were not looked into: --recursive takes folders; import what a link leads to by itself',
  ],
  [{ ...all, atLeast: true }, 'sub-folders with very many files were not looked into: --recursive'],
])('folders that were not looked into: %j', (notLookedInto, line) => {
  expect(noticedLines(runSummary({ notLookedInto }))).toEqual([line]);
});

it('what was passed over, and that there was nothing to do', () => {
  const summary = runSummary({
    systemFolders: ['@eaDir', 'a\u001bb'],
    shortRows: 12,
    nothingToDo: 'there is no photo in "photos"',
  });
  expect(noticedLines(summary)).toEqual([
    'Passed over, since they are hidden or other systems keep thumbnails or trash there: "@eaDir" and "a\\u001bb"',
    '12 rows with fewer cells than headings: what is missing is empty, and leaves what is stored as it is',
    'Nothing to do: there is no photo in "photos" (--allow-empty if that is not a mistake)',
  ]);
});

it('nothing is told where nothing was noticed', () => {
  expect(noticedLines(runSummary())).toEqual([]);
});
