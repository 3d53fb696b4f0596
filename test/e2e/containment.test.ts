import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/cli.js';
import { fixture, Scenario } from '../support/scenario.js';

const BIN = join(ROOT, 'bin', 'faceenroll.js');

/** Folders in which a library might leave something. */
function emptyFolders(s: Scenario) {
  const folders = { HOME: s.path('home'), TMPDIR: s.path('tmp'), XDG_CACHE_HOME: s.path('cache') };
  for (const folder of Object.values(folders)) mkdirSync(folder);
  return folders;
}

/** A working folder with photos and a list, each with something to fail. */
function prepared(): Scenario {
  const s = new Scenario();
  s.photos(['1001.jpg', 'png-plain.png']);
  s.write('photos/landscape.jpg', readFileSync(fixture('broken', 'landscape.jpg')));
  s.write('users.csv', 'user_id,face_image_file1\n7,exif-6.jpg\n8,gone.jpg\n');
  return s;
}

const COMMANDS = [
  ['import-faces', 'photos', '--create-missing', '--profile-image'],
  ['import-csv', 'users.csv', '--images', fixture('photos')],
  ['import-faces', 'photos', '--if-face-exists', 'add', '--dry-run'],
];

describe('a run writes nothing but the database and the error report', () => {
  it('not even in the home and the temporary folder', async () => {
    const s = prepared();
    const env = emptyFolders(s);
    for (const command of COMMANDS) await s.run(command, { env });

    for (const folder of Object.values(env)) expect(readdirSync(folder), folder).toEqual([]);
    const files = readdirSync(s.cwd).filter((name) => !/-(wal|shm)$/.test(name));
    expect(files.sort()).toEqual([
      ...['cache', 'faceenroll.db', 'home', 'photos', 'photos.errors.csv', 'tmp'],
      ...['users.csv', 'users.errors.csv'],
    ]);
    expect(readdirSync(s.path('photos'))).toEqual(['1001.jpg', 'landscape.jpg', 'png-plain.png']);
  });

  it('and leaves no log and no lock beside the database', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    // Another name, so that no check of this test opens it.
    await s.run(['import-faces', 'photos', '--create-missing', '--db', 'x.db']);
    expect(readdirSync(s.cwd)).toEqual(['photos', 'x.db']);
  });
});

const CALLS = [
  'network,open,openat,creat,truncate,rename,renameat,renameat2,link,linkat,symlink,symlinkat',
  'unlink,unlinkat,mkdir,mkdirat,rmdir,chmod,fchmodat,chown,utimensat,setxattr',
].join(',');

/** Whether strace is there and may be used; some containers forbid it. */
const canTrace = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;

describe.runIf(canTrace)('under strace, a run', () => {
  it('opens no network connection, and changes no file outside the working folder', async () => {
    const s = prepared();
    const env = { ...process.env, ...emptyFolders(s) };
    const touched: string[] = [];
    for (const [i, command] of COMMANDS.entries()) {
      const log = s.path('tmp', `strace.${i}`);
      const args = ['-f', '-yy', '-s', '4096', '-e', `trace=${CALLS}`, '-o', log];
      const run = promisify(execFile)('strace', [...args, process.execPath, BIN, ...command], {
        cwd: s.cwd,
        env,
      });
      const ended = await run.catch((error) => error);
      expect(ended.code, ended.stderr).toBe(3);
      const calls = readFileSync(log, 'utf8').split('\n');
      expect(calls.length).toBeGreaterThan(100);

      expect(calls.filter((call) => /AF_INET|AF_NETLINK|AF_PACKET/.test(call))).toEqual([]);
      // Asking for the user's name may look for the system's name service, on this machine.
      const connections = calls.filter((call) => /\b(connect|bind|listen)\(/.test(call));
      expect(connections.filter((call) => !call.includes('/nscd/socket'))).toEqual([]);
      touched.push(...calls.flatMap(changedPath));
    }
    const outside = touched.filter((path) => !isInside(s.cwd, path) && !isDevice(path));
    expect(outside).toEqual([]);
    expect(touched.map((path) => path.slice(s.cwd.length + 1))).toEqual(
      expect.arrayContaining([expect.stringMatching(/faceenroll\.db$/)]),
    );
    expect(touched.filter((path) => path.startsWith(`${s.path('photos')}/`))).toEqual([]);
  });
});

/** The path of a call that may change a file; relative ones are left as they are. */
function changedPath(call: string): string[] {
  const name = /^\d+ +(\w+)\(/.exec(call)?.[1];
  if (name === undefined || / = -1 /.test(call)) return [];
  if (/^open(at)?$/.test(name) && !/O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND/.test(call)) return [];
  if (/^(socket|socketpair|getsock|setsock|recv|send|shutdown|accept)/.test(name)) return [];
  return [...call.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, path = '']) => path);
}

function isInside(folder: string, path: string): boolean {
  return path.startsWith(`${folder}/`) || !path.startsWith('/');
}

const isDevice = (path: string) => /^\/(dev|proc)\//.test(path);
