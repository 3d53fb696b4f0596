import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { query } from './cli.js';
import { runMain } from './main.js';
import { fixture } from './scenario.js';
import type { Happening } from './watching.js';

/** Longer than a photo that has failed waits for the next try, in seconds. */
export const DAY = 25 * 3600;

const PHOTOS = ['1001.jpg', '1002.jpg', '1003.jpg', '1004.jpg', 'exif-1.jpg', 'png-plain.png'];
const USERS = ['1', '2', '3', '4'];

/** What somebody does with a file of a folder, with a list, or with the database. */
export type Deed =
  | { readonly does: 'put' | 'damage' | 'mend'; readonly file: string; readonly photo: string }
  | { readonly does: 'remove'; readonly file: string }
  | { readonly does: 'list'; readonly rows: readonly (readonly [string, string, string])[] }
  | { readonly does: 'delete user' | 'add user'; readonly user: string };

const user = fc.constantFrom(...USERS);
const photo = fc.constantFrom(...PHOTOS);
const file = fc
  .tuple(user, fc.constantFrom('jpg', 'jpg', 'jpg', 'png'))
  .map(([user, extension]) => `${user}.${extension}`);

const put = fc.record({ does: fc.constant('put' as const), file, photo });
const harm = fc.record({
  does: fc.constantFrom('damage' as const, 'mend' as const),
  ...{ file, photo },
});
const remove = fc.record({ does: fc.constant('remove' as const), file });
const ofUser = fc.record({
  does: fc.constantFrom('delete user' as const, 'add user' as const),
  user,
});
const rows = fc.array(fc.tuple(user, file, fc.constantFrom('Ann', 'Bo')), {
  ...{ minLength: 1, maxLength: 5 },
});
const list = fc.record({ does: fc.constant('list' as const), rows });

const ofFolder: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: put },
  { weight: 2, arbitrary: harm },
  { weight: 3, arbitrary: remove },
  { weight: 1, arbitrary: ofUser },
);

const ofList: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: ofFolder },
  { weight: 2, arbitrary: list },
);

function daysOf(deed: fc.Arbitrary<Deed>) {
  const day = fc.array(deed, { minLength: 0, maxLength: 5 });
  return fc.array(day, { minLength: 2, maxLength: 4 });
}

/** What happens in a folder, day by day. */
export const folderDays = daysOf(ofFolder);

/** The same with a list, `list.csv` beside the folder, that is there from the first day on. */
export const listDays = fc
  .tuple(list, daysOf(ofList))
  .map(([first, [day = [], ...others]]): Deed[][] => [[first, ...day], ...others]);

/** A place where the same things happen as in another. */
export interface Place {
  readonly cwd: string;
  /** Name of the folder in it. */
  readonly folder: string;
  readonly db: string;
}

let ticks = 0;

/** Gives each file a time of its own. */
function write(path: string, content: Uint8Array | string): void {
  writeFileSync(path, content);
  ticks += 1;
  utimesSync(path, ticks, ticks);
}

async function happen({ cwd, folder, db }: Place, deed: Deed): Promise<void> {
  switch (deed.does) {
    case 'remove':
      rmSync(join(cwd, folder, deed.file), { force: true });
      return;
    case 'list': {
      const rows = deed.rows.map((row) => `${row.join(',')}\n`);
      write(join(cwd, `${folder}.csv`), `user_id,face_image_file1,name\n${rows.join('')}`);
      return;
    }
    case 'delete user':
      await runMain(['users', 'delete', deed.user, '--yes', '--db', db], { cwd });
      return;
    case 'add user':
      await runMain(['users', 'add', deed.user, '--db', db], { cwd });
      return;
    default: {
      const bytes = readFileSync(fixture('photos', deed.photo));
      const isWhole = deed.does === 'put';
      write(join(cwd, folder, deed.file), isWhole ? bytes : bytes.subarray(0, bytes.length / 2));
    }
  }
}

/** The deeds of a day that begins at a second; what is mended is so before it is an error. */
export function happenings(place: Place, day: readonly Deed[], at: number): readonly Happening[] {
  return day.flatMap((deed, i) => {
    const does = () => happen(place, deed);
    if (deed.does !== 'mend') return [{ at, does }];
    // A photo that is whole for half a minute, and then another one, is two photos to a watch.
    const isLast = !day.slice(i + 1).some((later) => 'file' in later && later.file === deed.file);
    const mend = () => happen(place, { ...deed, does: 'put' });
    return [{ at, does }, ...(isLast ? [{ at: at + 30, does: mend }] : [])];
  });
}

/** Everything that enrolling has made, but for times and IDs. */
export function galleryOf(db: string) {
  return {
    users: query(db, 'SELECT user_id, name, fields FROM users ORDER BY user_id'),
    templates: query(
      db,
      `SELECT user_id, slot, encoder, quality, photo_digest, file_name, hex(embedding) AS embedding
       FROM templates ORDER BY user_id, slot`,
    ),
    images: query(db, 'SELECT user_id, hex(jpeg) AS jpeg FROM profile_images ORDER BY user_id'),
  };
}
