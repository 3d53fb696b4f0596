import { randomBytes } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { query, temporaryFolder } from '../../support/cli.js';
import { runMain } from '../../support/main.js';
import { fixture } from '../../support/scenario.js';
import { batches, noticed, watchWhile } from '../../support/watching.js';

const OPTIONS = { createMissing: true, duplicates: 'off' } as const;

/** A folder `photos`, and what one does there. */
function place() {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'photos'));
  const at = (name: string) => join(cwd, 'photos', name);
  return {
    ...{ cwd, at },
    put: (name: string, photo = '1001.jpg') => copyFileSync(fixture('photos', photo), at(name)),
    cut: (name: string) => {
      const bytes = readFileSync(fixture('photos', '1001.jpg'));
      writeFileSync(at(name), bytes.subarray(0, bytes.length / 2));
    },
    db: join(cwd, 'watch.db'),
    userIds: () =>
      query(join(cwd, 'watch.db'), 'SELECT user_id FROM users ORDER BY user_id').map(
        ({ user_id }) => user_id,
      ),
    watch: (...happenings: Parameters<typeof watchWhile>[2]) =>
      watchWhile(cwd, OPTIONS, happenings),
  };
}

/** So many moments, one behind the other. */
const every = (seconds: number, n: number, does: (i: number) => void) =>
  Array.from({ length: n }, (_, i) => ({ at: i * seconds, does: () => does(i) }));

describe('a burst', () => {
  it('is one batch, when nothing new has come for a while', async () => {
    const p = place();
    const told = await p.watch(...every(4, 5, (i) => p.put(`${i}.jpg`)));
    expect(batches(told)).toMatchObject([{ items: 5, enrolled: 5, failed: 0, errorReport: null }]);
    expect(p.userIds()).toEqual(['0', '1', '2', '3', '4']);
  });

  it('that never ends has a batch every minute', async () => {
    const p = place();
    const told = await p.watch(...every(4, 50, (i) => p.put(`${i}.jpg`)));
    const sizes = batches(told).map(({ items }) => items);
    expect(sizes.length).toBeGreaterThanOrEqual(3);
    expect(sizes.length).toBeLessThanOrEqual(5);
    expect(sizes.reduce((sum, n) => sum + n)).toBe(50);
  });

  it('leaves out who has a photo that is still written', async () => {
    const p = place();
    const sizes = [1];
    const grows = () => writeFileSync(p.at('1.png'), Buffer.alloc(sizes.push(0)));
    p.put('1.jpg');
    p.put('2.jpg', '1002.jpg');
    const told = await p.watch(...every(3, 40, grows), {
      at: 121,
      does: () => rmSync(p.at('1.png')),
    });
    expect(batches(told).map(({ items, failed }) => ({ items, failed }))).toEqual([
      { items: 1, failed: 0 },
      { items: 1, failed: 0 },
    ]);
    expect(p.userIds()).toEqual(['1', '2']);
  });
});

describe('a damaged photo', () => {
  it('is waited for, and enrolled when it is mended within a minute', async () => {
    const p = place();
    p.cut('1.jpg');
    writeFileSync(p.at('2.jpg'), '');
    const told = await p.watch(
      { at: 30, does: () => p.put('1.jpg') },
      { at: 40, does: () => p.put('2.jpg', '1002.jpg') },
    );
    expect(batches(told)).toMatchObject([{ items: 2, enrolled: 2, failed: 0 }]);
  });

  it('is an error after a minute, and enrolled when it is mended later', async () => {
    const p = place();
    p.cut('1.jpg');
    writeFileSync(p.at('2.jpg'), '');
    const told = await p.watch({ at: 600, does: () => p.put('1.jpg') });
    expect(batches(told)).toMatchObject([
      { failed: 2, failures: { IMAGE_CORRUPT: 1, FILE_EMPTY: 1 } },
      { enrolled: 1, failed: 0 },
    ]);
    const [first] = batches(told);
    expect(first?.errorReport).toBe(join(p.cwd, 'photos.errors.csv'));
    expect(readFileSync(first?.errorReport as string, 'utf8')).toContain('IMAGE_CORRUPT');
  });
});

describe('a photo on its way', () => {
  it('is an error after a minute, and enrolled when it has come', async () => {
    const p = place();
    writeFileSync(p.at('1.jpg.crdownload'), 'x');
    p.put('2.jpg', '1002.jpg');
    const arrives = () => renameSync(p.at('1.jpg.crdownload'), p.at('1.jpg'));
    const told = await p.watch(
      { at: 600, does: () => p.put('1.jpg.crdownload') },
      { at: 630, does: arrives },
    );
    expect(batches(told)).toMatchObject([
      { items: 2, enrolled: 1, failures: { FILE_NOT_DOWNLOADED: 1 } },
      { items: 1, enrolled: 1 },
    ]);
  });

  it('is waited for by its row of a list', async () => {
    const p = place();
    writeFileSync(p.at('.1.jpg.icloud'), 'x');
    writeFileSync(join(p.cwd, 'list.csv'), 'user_id,face_image_file1\n1,1.jpg\n');
    const comes = () => {
      rmSync(p.at('.1.jpg.icloud'));
      p.put('1.jpg');
    };
    const list = { csv: 'list.csv', duplicates: 'off' } as const;
    const told = await watchWhile(p.cwd, list, [{ at: 40, does: comes }]);
    expect(batches(told)).toMatchObject([{ items: 1, enrolled: 1 }]);
  });
});

it('a photo whose name is not UTF-8 keeps no other photo waiting', async () => {
  const p = place();
  p.put('1.jpg');
  const odd = Buffer.from([...Buffer.from(p.at('l')), 0xe9, ...Buffer.from('on.jpg')]);
  copyFileSync(fixture('photos', '1002.jpg'), odd);
  let soon: readonly unknown[] = [];
  const told = await p.watch({
    at: 30,
    does: () => {
      soon = p.userIds();
    },
  });
  expect(soon).toEqual(['1']);
  expect(batches(told)).toMatchObject([{ items: 2, failures: { FILE_NAME_INVALID: 1 } }]);
});

describe('a photo that was taken', () => {
  it('is not taken again by the next watch, unless it has changed', async () => {
    const p = place();
    for (const name of ['1', '2']) p.put(`${name}.jpg`, `100${name}.jpg`);
    await p.watch();
    expect(batches(await p.watch())).toEqual([]);
    const again = await p.watch({ at: 5, does: () => p.put('2.jpg', '1003.jpg') });
    expect(again.events[0]).toMatchObject({ kind: 'started', remembered: 2 });
    expect(batches(again)).toMatchObject([{ items: 1, unchanged: 1 }]);
  });

  it('is taken again with other options', async () => {
    const p = place();
    p.put('1.jpg', 'smallest.jpg');
    expect(batches(await p.watch())).toMatchObject([{ items: 1 }]);
    const other = await watchWhile(p.cwd, { ...OPTIONS, quality: 'strict' }, []);
    expect(batches(other)).toMatchObject([{ items: 1 }]);
  });

  it('comes back with its user, when that was deleted and the photo was not', async () => {
    const p = place();
    p.put('1.jpg');
    const gone = ['users', 'delete', '1', '--yes', '--db', p.db];
    const told = await p.watch({ at: 60, does: () => runMain(gone, { cwd: p.cwd }) });
    expect(batches(told)).toMatchObject([{ enrolled: 1 }, { enrolled: 1 }]);
  });

  it('is forgotten when it has gone', async () => {
    const p = place();
    for (const name of ['1', '2']) p.put(`${name}.jpg`, `100${name}.jpg`);
    const told = await p.watch({ at: 60, does: () => rmSync(p.at('2.jpg')) });
    expect(batches(told)).toHaveLength(1);
    expect(query(p.db, 'SELECT file, user_id FROM watched_files')).toEqual([
      { file: '1.jpg', user_id: '1' },
    ]);
  });

  it('is not missed while the folder is away or empty', async () => {
    const p = place();
    p.put('1.jpg');
    const folder = join(p.cwd, 'photos');
    const told = await p.watch(
      { at: 60, does: () => renameSync(folder, join(p.cwd, 'away')) },
      { at: 300, does: () => mkdirSync(folder) },
      {
        at: 600,
        does: () => {
          rmSync(folder, { recursive: true });
          renameSync(join(p.cwd, 'away'), folder);
        },
      },
    );
    expect(batches(told)).toHaveLength(1);
    expect(noticed(told)).toEqual(['FOLDER_AWAY', 'FOLDER_AWAY', 'FOLDER_BACK']);
  });
});

it('tells that a file has the name of the folder', async () => {
  const p = place();
  rmSync(join(p.cwd, 'photos'), { recursive: true });
  writeFileSync(join(p.cwd, 'photos'), '');
  const { events } = await p.watch();
  const message = `"${join(p.cwd, 'photos')}" is not a folder: waiting for it`;
  expect(events).toContainEqual(expect.objectContaining({ code: 'FOLDER_AWAY', message }));
});

it('waits for a folder that is not there yet', async () => {
  const p = place();
  rmSync(join(p.cwd, 'photos'), { recursive: true });
  const told = await p.watch({
    at: 60,
    does: () => {
      mkdirSync(join(p.cwd, 'photos'));
      p.put('1.jpg');
    },
  });
  expect(noticed(told)).toEqual(['FOLDER_AWAY', 'FOLDER_BACK']);
  expect(batches(told)).toMatchObject([{ enrolled: 1 }]);
});

it('takes a user ID again that nobody had, when the user is there', async () => {
  const p = place();
  p.put('1.jpg');
  const add = ['users', 'add', '1', '--db', p.db];
  const happens = [{ at: 60, does: () => runMain(add, { cwd: p.cwd }) }];
  const told = await watchWhile(p.cwd, { duplicates: 'off' }, happens);
  expect(batches(told)).toMatchObject([{ failures: { USER_NOT_FOUND: 1 } }, { enrolled: 1 }]);
});

describe('by a list', () => {
  const watchList = (p: ReturnType<typeof place>, happenings: Parameters<typeof watchWhile>[2]) =>
    watchWhile(p.cwd, { csv: 'list.csv', duplicates: 'off' }, happenings);
  const list = (p: ReturnType<typeof place>, content: string) =>
    writeFileSync(join(p.cwd, 'list.csv'), content);

  it('rows wait for their photos, and photos for their rows', async () => {
    const p = place();
    p.put('b.jpg', '1002.jpg');
    const told = await watchList(p, [
      { at: 60, does: () => list(p, 'user_id,face_image_file1\n1,a.jpg\n') },
      { at: 300, does: () => p.put('a.jpg') },
      { at: 600, does: () => list(p, 'user_id,face_image_file1\n1,a.jpg\n2,b.jpg\n') },
    ]);
    expect(noticed(told)).toEqual(['LIST_AWAY']);
    expect(batches(told)).toMatchObject([
      { items: 1, failures: { FILE_NOT_FOUND: 1 } },
      { items: 1, enrolled: 1 },
      { items: 2, enrolled: 1, unchanged: 1 },
    ]);
  });

  it('a list is read again while no photo has come yet', async () => {
    const p = place();
    list(p, 'user_id,face_image_file1,name\n1,a.jpg,Ann\n');
    const told = await watchList(p, [
      { at: 300, does: () => list(p, 'user_id,face_image_file1,name\n1,a.jpg,Ann\n2,,Bo\n') },
    ]);
    expect(noticed(told)).toEqual([]);
    expect(batches(told)).toMatchObject([{ items: 1 }, { items: 2, imported: 1 }]);
  });

  it('one that cannot be read is told once, and read again when it changes', async () => {
    const p = place();
    p.put('a.jpg');
    list(p, 'nobody,knows\nwhat,this is\n');
    const told = await watchList(p, [
      { at: 900, does: () => list(p, 'user_id,face_image_file1\n1,a.jpg\n') },
    ]);
    expect(noticed(told)).toEqual(['LIST_BROKEN']);
    expect(batches(told)).toMatchObject([{ enrolled: 1 }]);
  });
});

describe('an error report', () => {
  it('that cannot be written is told once, however often it is tried', async () => {
    const p = place();
    p.put('1.jpg');
    writeFileSync(p.at('2.jpg'), 'no photo');
    const reports = join(p.cwd, 'reports');
    const errors = join(reports, 'failed.csv');
    const told = await watchWhile(p.cwd, { ...OPTIONS, errors }, [
      { at: 600, does: () => mkdirSync(reports) },
    ]);
    expect(noticed(told)).toEqual(['PROBLEM']);
    expect(batches(told)).toMatchObject([{ failed: 1, errorReport: errors }]);
  });

  it.each(['errors', 'html'] as const)(
    'for --%s is refused where it would be taken for a photo',
    async (option) => {
      const p = place();
      symlinkSync('photos', join(p.cwd, 'link'));
      const name = join(p.cwd, 'link', 'report.txt');
      await expect(watchWhile(p.cwd, { ...OPTIONS, [option]: name }, [])).rejects.toThrow(
        `--${option} "${name}" is in the folder that is watched`,
      );
      const usual = join(p.cwd, 'photos', 'photos.errors.csv');
      await expect(watchWhile(p.cwd, { ...OPTIONS, errors: usual }, [])).resolves.toBeDefined();
    },
  );
});

it('refuses a second watch of the folder, also by a link to it', async () => {
  const p = place();
  symlinkSync('photos', join(p.cwd, 'link'));
  const refusals: unknown[] = [];
  const second = async (folder: string): Promise<void> => {
    const refused = watchWhile(p.cwd, OPTIONS, [], folder);
    refusals.push(await refused.catch((error: Error) => error.message));
  };
  await p.watch({ at: 60, does: () => second('photos') }, { at: 120, does: () => second('link') });
  const refusal = expect.stringContaining('another watch is at work on');
  expect(refusals).toEqual([refusal, refusal]);
});

it('refuses an option of lists without a list', async () => {
  const p = place();
  await expect(watchWhile(p.cwd, { ...OPTIONS, startRow: 3 }, [])).rejects.toThrow(
    '--start-row is for lists: name one with --csv',
  );
});

it('goes on when the key was changed, and the new one is in its place', async () => {
  const p = place();
  const [keyFile, newKey] = [join(p.cwd, 'a.key'), join(p.cwd, 'b.key')];
  for (const file of [keyFile, newKey]) {
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600 });
  }
  const rotate = async () => {
    const args = ['key', 'rotate', '--key-file', keyFile, '--new-key-file', newKey, '--db', p.db];
    expect((await runMain(args, { cwd: p.cwd })).code).toBe(0);
    p.put('2.jpg', '1002.jpg');
  };
  p.put('1.jpg');
  const { events, said } = await watchWhile(
    p.cwd,
    OPTIONS,
    [
      { at: 60, does: rotate },
      { at: 120, does: () => copyFileSync(newKey, keyFile) },
    ],
    'photos',
    keyFile,
  );
  expect(batches({ events, said })).toMatchObject([{ enrolled: 1 }, { enrolled: 1 }]);
  expect(p.userIds()).toEqual(['1', '2']);
  expect(said.join('\n')).toContain('has another key than before: it was read from');
});
