import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/cli.js';
import { DIMENSIONS } from '../support/encoder.js';
import { enroll } from '../support/enrolled.js';
import { writePack } from '../support/packs.js';
import { fixture, Scenario } from '../support/scenario.js';
import { unit } from '../support/vectors.js';

const FAILING = 'user_id,face_image_file1\n7,gone.jpg\n';

/** Runs a command in a shell with this umask. */
async function withUmask(umask: string, s: Scenario, args: readonly string[]): Promise<number> {
  const bin = join(ROOT, 'bin', 'faceenroll.js');
  const script = `umask ${umask}; exec "$0" "$@"`;
  const child = spawn('sh', ['-c', script, process.execPath, bin, ...args], {
    cwd: s.cwd,
    stdio: 'ignore',
  });
  const [code] = await once(child, 'exit');
  return code;
}

describe.skipIf(process.platform === 'win32')('files that are written', () => {
  it('are for their owner alone, whatever the umask allows', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    s.write('users.csv', FAILING);
    expect(await withUmask('000', s, ['import-csv', 'users.csv'])).toBe(3);
    expect(await withUmask('000', s, ['inspect', 'photos/1001.jpg', '--annotate', 'seen'])).toBe(0);
    const modes = ['faceenroll.db', 'users.errors.csv', 'seen/1001.inspected.jpg'].map((name) => [
      name,
      (statSync(s.path(name)).mode & 0o777).toString(8),
    ]);
    expect(modes).toEqual([
      ['faceenroll.db', '600'],
      ['users.errors.csv', '600'],
      ['seen/1001.inspected.jpg', '600'],
    ]);
    expect(statSync(s.path('seen')).mode & 0o077).toBe(0);
  });

  it('are for their owner alone while a run is on: lock, WAL and shared memory', async () => {
    const s = new Scenario();
    s.write('users.csv', FAILING);
    const names = ['faceenroll.db-lock', 'faceenroll.db-wal', 'faceenroll.db-shm'];
    const seen = new Map<string, number>();
    const look = setInterval(() => {
      for (const name of names) {
        const stats = statSync(s.path(name), { throwIfNoEntry: false });
        if (stats) seen.set(name, stats.mode & 0o777);
      }
    }, 1);
    await s.call(['import-csv', 'users.csv']);
    clearInterval(look);
    expect(seen.size).toBeGreaterThan(0);
    for (const [name, mode] of seen) expect([name, mode.toString(8)]).toEqual([name, '600']);
  });

  it('never go through a link that lies in their place', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    s.write('users.csv', FAILING);
    const precious = s.write('precious.txt', 'precious\n');
    mkdirSync(s.path('seen'));
    const links = [
      ...[`users.errors.csv.${process.pid}.part`],
      ...['seen/1001.inspected.jpg', 'seen/1001.inspected.jpg.part'],
      ...['plot.svg', 'plot.svg.part'],
    ];
    for (const link of links) symlinkSync(precious, s.path(link));
    expect((await s.call(['import-csv', 'users.csv'])).code).toBe(3);
    expect((await s.call(['inspect', 'photos/1001.jpg', '--annotate', 'seen'])).code).toBe(0);
    const templates = Array.from({ length: 40 }, (_, i) => ({
      userId: String(i),
      embedding: unit(Array.from({ length: DIMENSIONS }, (_x, j) => Math.sin(i * DIMENSIONS + j))),
    }));
    enroll(s.path('x.db'), templates);
    const plotted = await s.call(['calibrate', '--db', 'x.db', '--plot', 'plot.svg']);
    expect(plotted.code, plotted.stderr).toBe(0);

    expect(readFileSync(precious, 'utf8')).toBe('precious\n');
    for (const name of ['users.errors.csv', 'seen/1001.inspected.jpg', 'plot.svg']) {
      const stats = lstatSync(s.path(name));
      expect([name, stats.isFile(), stats.mode & 0o777]).toEqual([name, true, 0o600]);
    }
    expect(readdirSync(s.cwd).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('do not take the place of a report, nor of a link that has its name', async () => {
    const s = new Scenario();
    s.write('users.csv', FAILING);
    const precious = s.write('precious.txt', 'precious\n');
    symlinkSync(precious, s.path('users.errors.csv'));
    const { summary } = await s.json(['import-csv', 'users.csv']);
    expect(summary.errorReport).toBe('users.errors.2.csv');
    expect(readFileSync(precious, 'utf8')).toBe('precious\n');
  });
});

describe('a database', () => {
  it('behind a link is the one that the link leads to', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id\n7\n');
    mkdirSync(s.path('data'));
    expect((await s.call(['import-csv', 'users.csv', '--db', 'data/faces.db'])).code).toBe(0);
    symlinkSync('data/faces.db', s.db);
    s.write('users.csv', 'user_id\n8\n');
    expect((await s.call(['import-csv', 'users.csv'])).code).toBe(0);
    expect(s.userIds()).toEqual(['7', '8']);
    expect(readdirSync(s.cwd).sort()).toEqual(['data', 'faceenroll.db', 'users.csv']);
  });

  it('is never made through a link to nowhere', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id\n7\n');
    symlinkSync('elsewhere.db', s.db);
    const result = await s.call(['import-csv', 'users.csv']);
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain('it is a link to a file that does not exist');
    expect(existsSync(s.path('elsewhere.db'))).toBe(false);
  });

  it.each(['-lock', '-wal', '-shm', '-journal'])(
    'with a link in the place of its %s file is refused or the link left alone; nothing goes through it',
    async (end) => {
      const s = new Scenario();
      s.write('users.csv', 'user_id\n7\n');
      expect((await s.call(['import-csv', 'users.csv'])).code).toBe(0);
      const precious = s.write('precious.txt', 'precious\n');
      // The check of the first run has left some of them.
      rmSync(s.db + end, { force: true });
      symlinkSync(precious, s.db + end);
      symlinkSync('nowhere', s.path(`other.db${end}`));
      const result = await s.call(['import-csv', 'users.csv']);
      await s.call(['import-csv', 'users.csv', '--db', 'other.db']);
      expect(readFileSync(precious, 'utf8')).toBe('precious\n');
      expect(existsSync(s.path('nowhere'))).toBe(false);
      if (end === '-lock') {
        expect(result).toMatchObject({ code: 1, stdout: '' });
        expect(result.stderr).toContain('-lock: it is a symbolic link; remove');
      }
    },
  );

  it('that is a named pipe is refused at once', async () => {
    const s = new Scenario();
    execFileSync('mkfifo', [s.db]);
    const { code, stderr } = await s.call(['import-faces', fixture('photos')]);
    expect(code).toBe(1);
    expect(stderr).toContain('it is not a regular file');
  });
});

/** An ONNX model with one tensor, whose values `tensor` describes. */
function onnx(tensor: (writer: protobuf.Writer) => void): Uint8Array {
  const message = (id: number, fill: (writer: protobuf.Writer) => void) => (w: protobuf.Writer) => {
    w.uint32((id << 3) | 2).fork();
    fill(w);
    w.ldelim();
  };
  const writer = protobuf.Writer.create();
  writer.uint32((1 << 3) | 0).int64(8);
  message(7, message(5, tensor))(writer);
  return writer.finish();
}

/** A tensor that lies in another file, or says so of an address in memory. */
const outside = (location: string) => (w: protobuf.Writer) => {
  w.uint32((2 << 3) | 0).int32(1);
  w.uint32((13 << 3) | 2).fork();
  w.uint32((1 << 3) | 2).string('location');
  w.uint32((2 << 3) | 2).string(location);
  w.ldelim();
  w.uint32((14 << 3) | 0).int32(1);
};

describe('models of others', () => {
  const inFolder = (s: Scenario) => ({ env: { FACEENROLL_MODELS: s.path('models') } });

  it.each(['../../etc/passwd', '/etc/passwd', 'weights.bin', '*/_ORT_MEM_ADDR_/*'])(
    'that keep weights elsewhere (%s) are refused before they are copied or opened',
    async (location) => {
      const s = new Scenario();
      const pack = writePack(s);
      s.write('own/small.onnx', onnx(outside(location)));
      s.write('own/weights.bin', Buffer.alloc(4));
      const { code, stderr } = await s.call(['models', 'install', pack], inFolder(s));
      expect(code).toBe(1);
      expect(stderr).toContain('it keeps weights in other files');
      expect(existsSync(s.path('models'))).toBe(false);
    },
  );

  it('that are links are taken for what they lead to, which must be a model', async () => {
    const s = new Scenario();
    const pack = writePack(s);
    const bytes = readFileSync(s.path('own/small.onnx'));
    s.write('cache/blob', bytes);
    const link = s.path('own/small.onnx');
    rmSync(link);
    symlinkSync('/etc/passwd', link);
    const refused = await s.call(['models', 'install', pack], inFolder(s));
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('no ONNX model') });
    expect(existsSync(s.path('models'))).toBe(false);
    rmSync(link);
    symlinkSync('../cache/blob', link);
    expect((await s.call(['models', 'install', pack], inFolder(s))).code).toBe(0);
    const [file = ''] = readdirSync(s.path('models/small')).filter((name) =>
      name.endsWith('.onnx'),
    );
    expect(lstatSync(s.path('models/small', file)).isFile()).toBe(true);
  });

  it.each([
    ['do not work', { encoder: { file: 'small.onnx', dimensions: 512 } }],
    ['lack their detector', { detector: { family: 'yunet', file: 'gone.onnx' } }],
  ])('leave nothing behind when they %s', async (_, changes) => {
    const s = new Scenario();
    const { code } = await s.call(['models', 'install', writePack(s, changes)], inFolder(s));
    expect(code).toBe(1);
    const left = existsSync(s.path('models/small')) ? readdirSync(s.path('models/small')) : [];
    expect(left).toEqual([]);
  });

  it('leave the older pack of their name as it was when they do not work', async () => {
    const s = new Scenario();
    expect((await s.call(['models', 'install', writePack(s)], inFolder(s))).code).toBe(0);
    const before = readdirSync(s.path('models/small')).sort();
    const encoder = { file: 'small.onnx', dimensions: 512 };
    const pack = writePack(s, { encoder }, 2);
    expect((await s.call(['models', 'install', pack], inFolder(s))).code).toBe(1);
    expect(readdirSync(s.path('models/small')).sort()).toEqual(before);
  });

  it('are written for others to read and for their owner alone to change', async () => {
    const s = new Scenario();
    const installed = await withUmaskAndModels('000', s, ['models', 'install', writePack(s)]);
    expect(installed).toBe(0);
    for (const name of readdirSync(s.path('models/small'))) {
      expect(statSync(s.path('models/small', name)).mode & 0o022, name).toBe(0);
    }
  });

  it.each([
    ['upwards', '../own/small.onnx'],
    ['absolute', '/tmp/small.onnx'],
    ['of another pack', 'standard/mobilefacenet-tf.onnx'],
    ['upwards in the manner of Windows', 'small\\..\\..\\own\\small.onnx'],
  ])('whose description was changed to a path %s are refused', async (_, file) => {
    const s = new Scenario();
    expect((await s.call(['models', 'install', writePack(s)], inFolder(s))).code).toBe(0);
    const path = s.path('models/small/pack.json');
    const spec = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...spec, encoder: { ...spec.encoder, file } }));
    const { code, stderr } = await s.call(
      ['inspect', fixture('photos', '1001.jpg'), '--models', 'small'],
      inFolder(s),
    );
    expect(code).toBe(1);
    expect(stderr).toContain('does not name ONNX files of its own folder');
  });

  it('cannot stand in for the standard pack, nor be reached by a path', async () => {
    const s = new Scenario();
    expect((await s.call(['models', 'install', writePack(s)], inFolder(s))).code).toBe(0);
    const spec = readFileSync(s.path('models/small/pack.json'));
    for (const folder of ['standard', 'opencv']) s.write(`models/${folder}/pack.json`, spec);
    s.write('pack.json', spec);
    const photo = fixture('photos', '1001.jpg');
    const standard = await s.json(['inspect', photo], inFolder(s));
    expect(standard.code, standard.stderr).toBe(0);
    const opencv = await s.call(['inspect', photo, '--models', 'opencv'], inFolder(s));
    expect(opencv.stderr).toContain('run "faceenroll models install opencv"');
    for (const name of ['..', '.', '../small', 'small/../small', s.path('models/small')]) {
      const { code, stderr } = await s.call(['inspect', photo, '--models', name], inFolder(s));
      expect(code).toBe(1);
      expect(stderr).toContain('there is no model pack');
    }
  });

  it.skipIf(process.getuid?.() === 0)(
    'in a folder that may not be read are not there',
    async () => {
      const s = new Scenario();
      mkdirSync(s.path('models'));
      chmodSync(s.path('models'), 0);
      const { code } = await s.call(['inspect', 'x.jpg', '--models', 'small'], inFolder(s));
      expect(code).toBe(1);
    },
  );
});

async function withUmaskAndModels(umask: string, s: Scenario, args: readonly string[]) {
  const before = process.env.FACEENROLL_MODELS;
  process.env.FACEENROLL_MODELS = s.path('models');
  try {
    return await withUmask(umask, s, args);
  } finally {
    if (before === undefined) delete process.env.FACEENROLL_MODELS;
    else process.env.FACEENROLL_MODELS = before;
  }
}
