import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { CommandResult } from '../support/cli.js';
import { DIMENSIONS } from '../support/encoder.js';
import { enroll } from '../support/enrolled.js';
import { HOSTILE, obeyed } from '../support/hostile.js';
import { writePack } from '../support/packs.js';
import { fixture, Scenario } from '../support/scenario.js';
import { unit } from '../support/vectors.js';

/** Nothing on the screen is obeyed, and the text was not merely left out. */
function expectShown(
  { stdout, stderr }: CommandResult,
  what: string | RegExp = /\\u(001b|009b)/,
): void {
  expect(obeyed(stdout)).toEqual([]);
  expect(obeyed(stderr)).toEqual([]);
  if (typeof what === 'string') expect(stdout + stderr).toContain(what);
  else expect(stdout + stderr).toMatch(what);
}

/** User IDs have no control characters; these deceive the eye. */
const IDS = ['a\u202egpj', 'b\u200f\u2066', 'c\ufeff'];

/** Three users with similar faces, in a collection with a hostile name. */
function gallery(): Scenario {
  const s = new Scenario();
  const embedding = unit(Array.from({ length: DIMENSIONS }, (_, i) => i));
  const templates = IDS.map((userId) => ({ userId, embedding }));
  enroll(s.db, templates, { collection: HOSTILE });
  return s;
}

const WITHIN = ['--collection', HOSTILE];

describe('text that a terminal would obey', () => {
  it.each([['--verbose'], ['--json', '--verbose']])(
    'in names, cells, headings and user IDs of an import (%s) is shown escaped',
    async (...flags) => {
      const s = new Scenario();
      s.photos({ [`a${HOSTILE}.jpg`]: '1001.jpg', 'b.jpg': '1002.jpg' });
      s.write(`photos/${HOSTILE}.txt`, 'notes\n');
      expectShown(
        await s.call(['import-faces', 'photos', '--create-missing', ...WITHIN, ...flags]),
      );
      const rows = [
        `user_id,name,face_image_file1,face_image_file2,${HOSTILE}`,
        `1,"${HOSTILE}",b.jpg,gone${HOSTILE}.jpg,x`,
        `"2${HOSTILE}\r\n",,,,`,
        `${IDS[0]},,../${HOSTILE}.jpg,,`,
        `${IDS[0]},,,,"${HOSTILE}`,
      ];
      s.write(`${HOSTILE}.csv`, rows.join('\n'));
      const csv = ['import-csv', `${HOSTILE}.csv`, '--images', 'photos'];
      expectShown(await s.call([...csv, ...flags]));
      expectShown(await s.call([...csv, '--missing-users', 'refuse', ...flags]), '\\u202e');
    },
  );

  it('in what cannot be done at all is shown escaped in the message', async () => {
    const s = new Scenario();
    s.write('users.csv', `user_id,user id,${HOSTILE}\n`);
    s.write('other.csv', `id,${HOSTILE}\n`);
    s.write('bytes.csv', Buffer.concat([Buffer.from(`user_id\n${HOSTILE}`), Buffer.of(0xff)]));
    s.write('db', `no database ${HOSTILE}`);
    const commands = [
      ['import-csv', `${HOSTILE}.csv`],
      ['import-csv', 'other.csv'],
      ['import-csv', 'other.csv', '--map', `${HOSTILE}=nothing`],
      ['import-csv', 'bytes.csv'],
      ['import-csv', 'other.csv', '--delimiter', HOSTILE],
      ['import-csv', 'other.csv', '--encoding', HOSTILE],
      ['import-faces', HOSTILE],
      ['import-faces', '.', '--id-pattern', `(${HOSTILE}`],
      ['import-faces', '.', '--models', HOSTILE],
      ['import-faces', '.', '--db', `${HOSTILE}/x.db`],
      ['duplicates', 'list', '--db', HOSTILE],
      ['models', 'verify', HOSTILE],
      ['models', 'install', HOSTILE],
      ['models', 'install', `${HOSTILE}.json`],
      ['calibrate', '--plot', HOSTILE],
      ['identify', 'x.jpg', '--top', HOSTILE],
      [HOSTILE],
      [`--${HOSTILE}`],
      ['inspect', 'x.jpg', `--${HOSTILE}`],
      ['duplicates', HOSTILE],
    ];
    for (const command of commands) {
      const result = await s.call(command);
      expect(result.code, command.join(' ')).toBeGreaterThan(0);
      expectShown(result);
    }
  });

  it('in the names of photos that are inspected, identified and verified is shown escaped', async () => {
    const s = gallery();
    s.photos({ [`${HOSTILE}.jpg`]: '1001.jpg' }, '.');
    const files = [`${HOSTILE}.jpg`, `gone${HOSTILE}.jpg`];
    for (const flags of [[], ['--json']]) {
      expectShown(await s.call(['inspect', ...files, ...flags, '--annotate', `seen${HOSTILE}`]));
      const search = [...WITHIN, '--similarity', '-1', ...flags];
      const identified = await s.call(['identify', ...files, ...search]);
      expectShown(identified);
      expectShown(identified, '\\u202egpj');
      expectShown(await s.call(['verify', IDS[0] as string, ...files, ...search]), '\\u202e');
    }
    expectShown(await s.call(['verify', HOSTILE, ...files, ...WITHIN]));
  });

  it('in user IDs, reasons and collections is shown escaped by the commands on duplicates', async () => {
    const s = gallery();
    const [a, b, c] = IDS as [string, string, string];
    expectShown(await s.call(['duplicates', 'scan', ...WITHIN]), '\\u202egpj');
    expectShown(await s.call(['duplicates', 'scan', ...WITHIN, '--json']), '\\u202egpj');
    const reason = ['--reason', `twins ${HOSTILE}`];
    expectShown(await s.call(['duplicates', 'allow', a, b, ...reason, ...WITHIN]), '\\u202egpj');
    expectShown(await s.call(['duplicates', 'allow', a, b, ...reason, ...WITHIN]));
    expectShown(await s.call(['duplicates', 'list', ...WITHIN]));
    expectShown(await s.call(['duplicates', 'list', ...WITHIN, '--json']));
    expectShown(await s.call(['duplicates', 'revoke', a, c, ...WITHIN]), '\\u202egpj');
    expectShown(await s.call(['duplicates', 'revoke', a, b, ...WITHIN]), '\\u202egpj');
    expectShown(await s.call(['duplicates', 'list', '--collection', `none ${HOSTILE}`]));
    expectShown(await s.call(['duplicates', 'scan', '--collection', `none ${HOSTILE}`]));
    expectShown(await s.call(['duplicates', 'allow', HOSTILE, a, ...reason, ...WITHIN]));
  });

  it('in the name of a collection is shown escaped when it is calibrated', async () => {
    const s = new Scenario();
    const templates = Array.from({ length: 40 }, (_, i) => ({
      userId: `${IDS[0]}${i}`,
      embedding: unit(Array.from({ length: DIMENSIONS }, (_x, j) => Math.sin(i * DIMENSIONS + j))),
    }));
    enroll(s.db, templates, { collection: HOSTILE });
    for (const flags of [[], ['--json'], ['--store']]) {
      expectShown(await s.call(['calibrate', ...WITHIN, ...flags]));
    }
  });

  it('in a pack file is shown escaped whenever the pack is used or listed', async () => {
    const s = new Scenario();
    const env = { FACEENROLL_MODELS: s.path('models') };
    const thresholds = {
      measuredOn: HOSTILE,
      table: [
        { fmr: 0.1, similarity: 0.5 },
        { fmr: 0.01, similarity: 0.6 },
      ],
    };
    const encoder = { file: 'small.onnx', dimensions: 48, thresholds };
    const words = { license: HOSTILE, description: HOSTILE, notice: `line\n${HOSTILE}` };
    const pack = writePack(s, { ...words, encoder });
    expectShown(await s.call(['models', 'install', pack], { env }));
    expectShown(await s.call(['models', 'list'], { env }));
    expectShown(await s.call(['models', 'list', '--json'], { env }));
    const photos = s.photos(['1001.jpg']);
    const small = ['--models', 'small'];
    expectShown(await s.call(['import-faces', photos, '--create-missing', ...small], { env }));
    for (const command of [['identify'], ['verify', '1001']]) {
      expectShown(await s.call([...command, 'photos/1001.jpg', ...small], { env }));
    }
    expectShown(await s.call(['duplicates', 'scan', ...small], { env }));
  });

  it('in EXIF, in a color profile and in PNG comments never appears', async () => {
    const s = new Scenario();
    const exif = { IFD0: { Artist: HOSTILE, ImageDescription: HOSTILE, Copyright: HOSTILE } };
    const portrait = sharp(readFileSync(fixture('photos', '1001.jpg')));
    s.write('photos/1001.jpg', await portrait.clone().withExif(exif).jpeg().toBuffer());
    s.write('photos/1002.png', await portrait.clone().withExif(exif).png().toBuffer());
    expect(readFileSync(s.path('photos', '1001.jpg')).includes('\u001b]8;;')).toBe(true);
    const files = ['photos/1001.jpg', 'photos/1002.png'];
    for (const command of [
      ['import-faces', 'photos', '--create-missing', '--verbose', '--profile-image'],
      ['inspect', ...files],
      ['inspect', ...files, '--json'],
    ]) {
      const { code, stdout, stderr } = await s.call(command);
      expect(code).toBe(0);
      expect(obeyed(stdout + stderr)).toEqual([]);
      expect(stdout + stderr).not.toContain('\\u001b');
    }
    // The profile image is a new picture, without what the photo said of itself.
    const [{ jpeg }] = s.query('SELECT jpeg FROM profile_images LIMIT 1');
    expect(jpeg.includes('\u001b]8;;')).toBe(false);
  });

  it('in the stack of a bug is shown escaped, too', async () => {
    const s = new Scenario();
    const bug = `const parse = JSON.parse;
      JSON.parse = (text, ...more) => {
        if (text.includes('"packs"')) throw new TypeError(${JSON.stringify(HOSTILE)});
        return parse(text, ...more);
      };`;
    const NODE_OPTIONS = `--import data:text/javascript,${encodeURIComponent(bug)}`;
    const result = await s.run(['models', 'list'], { env: { NODE_OPTIONS } });
    expect(result.code).toBeGreaterThan(0);
    expectShown(result);
  });
});

describe('the command that is proposed to try again', () => {
  it('takes a name for a name, not for an option or a part of the shell', async () => {
    const s = new Scenario();
    for (const name of ['-rf.csv', "a'; touch pwned; '.csv", '$(touch pwned).csv']) {
      s.write(name, 'user_id,face_image_file1\n7,gone.jpg\n');
      const result = await s.json(['import-csv', `./${name}`]);
      const words: string = result.summary.retry;
      expect(words).not.toMatch(/import-csv -/);
      expect(words.split(/'(?:[^']|'\\'')*'/).join('')).not.toMatch(/[;$]/);
    }
  });
});
