import type { NotLookedInto } from '../domain/entry.js';
import type { InputFacts } from '../domain/input-facts.js';
import { count, listed, quoted } from '../domain/text.js';

/** What an import noticed in its input and skipped, a line for each kind. */
export function noticedLines(facts: Omit<InputFacts, 'skipped' | 'restored'>): readonly string[] {
  const { notLookedInto, systemFolders, shortRows, nothingToDo } = facts;
  return [
    ...(notLookedInto ? [notLookedIntoLine(notLookedInto)] : []),
    ...(systemFolders.length > 0
      ? [
          `Passed over, since they are hidden or other systems keep thumbnails or trash there: ${listed(systemFolders.map(quoted))}`,
        ]
      : []),
    ...(shortRows > 0
      ? [
          `${count(shortRows, 'row')} with fewer cells than headings: what is missing is empty, and leaves what is stored as it is`,
        ]
      : []),
    ...(nothingToDo === null ? [] : [nothingToDoLine(nothingToDo)]),
  ];
}

/** Why the exit code is not 0 although nothing failed. */
export function nothingToDoLine(reason: string): string {
  return `Nothing to do: ${reason} (--allow-empty if that is not a mistake)`;
}

function notLookedIntoLine({ folders, links, photos, atLeast }: NotLookedInto): string {
  const least = atLeast ? 'at least ' : '';
  const of = `with ${count(photos, 'photo')}`;
  const link = `${count(links, 'link')} to ${links === 1 ? 'a folder' : 'folders'}`;
  const one = folders + links === 1;
  if (folders + links === 0) {
    return 'sub-folders with very many files were not looked into: --recursive';
  }
  if (links === 0) {
    return `${least}${count(folders, 'folder')} ${of} ${one ? 'was' : 'were'} not looked into: --recursive`;
  }
  if (folders === 0) {
    return `${least}${link} ${of} ${one ? 'was' : 'were'} not followed: import what is there by itself`;
  }
  return `${least}${count(folders, 'folder')} and ${link} ${of} were not looked into: --recursive takes folders; import what a link leads to by itself`;
}
