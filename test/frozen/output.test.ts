import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { programFor } from '../../src/cli/program.js';
import { Store } from '../../src/store/store.js';
import { writeGroups } from '../support/grouped-gallery.js';
import { memoryIo } from '../support/main.js';
import { writePack } from '../support/packs.js';
import { writeGallery } from '../support/random-gallery.js';
import { fixture } from '../support/scenario.js';
import { sent } from '../support/submissions.js';
import { Session } from './session.js';

/**
 * What commands print, and how they end, as it was released. Whoever means to change that writes
 * the files again with `npx vitest run --config test/vitest.config.ts test/frozen -u`, and reviews
 * the difference.
 */

const FOLDER = new URL('output/', import.meta.url).pathname;

/** Four users in a collection, three of whom have a face, and their photos. */
let enrolled: string;

beforeAll(async () => {
  const session = new Session();
  const { s } = session;
  s.photos(['1001.jpg', '1002.jpg', '1003.jpg']);
  const rows = ['1001,Ann,Sales,1001.jpg', '1002,Ben,IT,1002.jpg', '1003,Cleo,Sales,1003.jpg'];
  s.write(
    'users.csv',
    `user_id,name,department,face_image_file1\n${rows.join('\n')}\n1004,Dan,,\n`,
  );
  await session.run(['import-csv users.csv --images photos']);
  if (!session.text.endsWith('exit 0\n')) throw new Error(session.text);
  enrolled = s.cwd;
});

const SESSIONS: Readonly<Record<string, (session: Session) => Promise<void>>> = {
  'import-faces': async (session) => {
    const { s } = session;
    s.photos({ '1008.jpg': '1008.jpg', 'Zoë.jpg': 'Zoë.jpg', '2001.jpg': '1001.jpg' }, 'new');
    copyFileSync(fixture('broken', 'two-people.jpg'), s.path('new/1006.jpg'));
    s.write('new/notes.txt', 'none\n');
    mkdirSync(s.path('none'));
    cpSync(s.db, s.path('json.db'));
    const json = '--db json.db --errors json.errors.csv --json';
    await session.run(['import-faces new', 'import-faces new --create-missing --replace-report']);
    session.show('new.errors.csv');
    await session.run([`import-faces new --create-missing --reference T-1 ${json}`]);
    await session.run([
      'import-faces none',
      'import-faces none --json',
      'import-faces nowhere --json',
      'import-faces users.csv --json',
      'import-faces new --no-such --json',
    ]);
  },
  'import-csv': async (session) => {
    const { s } = session;
    s.photos(['1005.jpg', '1007.jpg']);
    const rows = ['1001,Anne,Sales,', '1005,Eve,IT,1005.jpg', '1006,Finn,IT,1006.jpg', ',Gil,,'];
    s.write('more.csv', ['user_id,name,Floor,face_image_file1', ...rows, ''].join('\n'));
    s.write('empty.csv', 'user_id,name\n');
    s.write('none.csv', 'name,photo\nAnn,1001.jpg\n');
    cpSync(s.db, s.path('json.db'));
    const more = 'import-csv more.csv --images photos';
    const json = '--db json.db --errors json.errors.csv --json';
    await session.run([
      more,
      `${more} --if-user-exists overwrite --replace-report ${json}`,
      `${more} --missing-users refuse --dry-run ${json}`,
    ]);
    session.show('more.errors.csv');
    await session.run([
      'import-csv empty.csv --json',
      'import-csv none.csv --json',
      'import-csv nowhere.csv --json',
      'import-csv photos --json',
      'import-csv more.csv --images nowhere --json',
    ]);
  },
  'the retry of an error report': async (session) => {
    const { s } = session;
    s.write('more.csv', 'user_id,name,face_image_file1\n1006,Finn,1006.jpg\n1007,Gil,1007.jpg\n');
    await session.run(['import-csv more.csv --images photos']);
    session.show('more.errors.csv');
    cpSync(s.db, s.path('json.db'));
    cpSync(s.path('more.errors.csv'), s.path('json.errors.csv'));
    s.photos(['1006.jpg']);
    copyFileSync(fixture('broken', 'two-people.jpg'), s.path('photos/1007.jpg'));
    const json = '--db json.db --json';
    await session.run(['import-csv more.errors.csv', `import-csv json.errors.csv ${json}`]);
    s.photos(['1007.jpg']);
    await session.run(['import-csv more.errors.csv']);
  },
  enroll: async (session) => {
    session.s.photos({ '1004.jpg': '1004.jpg', '1008.jpg': '1008.jpg' });
    await session.run([
      'enroll 1004 --json',
      'enroll 1004',
      'enroll 1008 photos/1008.jpg --json',
      'enroll 1008 photos/1008.jpg photos/none.jpg --create-missing --json',
      'enroll 1003 photos/1008.jpg --if-face-exists overwrite --json',
      'enroll nobody --json',
    ]);
  },
  sync: async (session) => {
    const { s } = session;
    s.photos(['1005.jpg']);
    const rows = ['1001,Anne,1001.jpg', '1002,Ben,', '1005,Eve,1005.jpg', ''];
    s.write('all.csv', ['user_id,name,face_image_file1', ...rows].join('\n'));
    s.write('less.csv', 'user_id,name,face_image_file1\n1001,Anne,1001.jpg\n1006,Finn,none.jpg\n');
    s.write('empty.csv', 'user_id,name\n');
    cpSync(s.db, s.path('json.db'));
    const all = 'sync all.csv --images photos';
    const json = '--db json.db --errors json.errors.csv --json';
    await session.run([
      `${all} --dry-run`,
      all,
      `${all} --yes`,
      `${all} --max-deletions 1 ${json}`,
      `${all} --max-deletions 2 --receipt json.receipt.json ${json}`,
      `sync less.csv --images photos --yes ${json}`,
      `sync less.csv --images photos --max-deletions 2 --receipt less.receipt.json ${json}`,
      'sync empty.csv --yes --json',
    ]);
    session.show('json.receipt.json');
  },
  photos: async (session) => {
    const { s } = session;
    s.photos({ 'again.jpg': '1001.jpg', 'stranger.jpg': '1006.jpg' }, '.');
    copyFileSync(fixture('broken', 'landscape.jpg'), s.path('landscape.jpg'));
    const photos = 'again.jpg stranger.jpg landscape.jpg none.jpg';
    await session.runAll([
      'inspect again.jpg landscape.jpg none.jpg --annotate seen --json',
      `identify ${photos}`,
      'identify again.jpg --json',
      `verify 1001 ${photos}`,
      `verify 1001 ${photos} --json`,
      'verify 1001 again.jpg --json',
      'status --photo again.jpg',
      'status --photo stranger.jpg --json',
      'identify again.jpg --collection guests --json',
      'verify nobody again.jpg --json',
      'verify 1004 again.jpg --json',
    ]);
    await session.run([`identify ${photos} --auto-enroll --json`]);
  },
  users: async (session) => {
    await session.runAll([
      'users list',
      'users list --without-face',
      'users list --columns user_id,name,faces --page 2 --page-size 2',
      'users list --csv',
      'users list --department none',
      'users list --json',
      'users list --sort none --json',
      'users show 1001',
      'users show 1001 --json',
      'users show nobody --json',
    ]);
    await session.run([
      "users add 1009 --name 'Eve Li' --set Floor=3 --tag new --retain-until 2020-01-31 --json",
      'users add 1009 --json',
      'users add NULL --json',
      'users add 1010 --consent-at yesterday --json',
      'users update 1009 --name Eve --untag new',
      'users update 1009 --name Eve --json',
      'users update nobody --name Eve --json',
      'users rename 1009 X9 --dry-run',
      'users rename 1009 X9 --json',
      'users rename 1009 X9 --json',
      'users rename X9 1001 --json',
      'users delete X9 --dry-run',
      'users delete X9 --json',
      'users delete X9 --yes --receipt deleted.json --json',
      'users delete X9 --yes --json',
      'users delete 1001 --yes',
    ]);
    session.show('deleted.json');
  },
  faces: async (session) => {
    const [{ face_id: face }] = session.s.query('SELECT face_id FROM templates ORDER BY user_id');
    await session.runAll([
      'faces list',
      'faces list --json',
      'faces list --user 1004 --json',
      'faces list --user nobody --json',
      `faces show ${face}`,
      `faces show ${face} --json`,
      'faces show nothing --json',
    ]);
    await session.run([
      `faces update ${face} --metadata '{"badge":"A7"}' --json`,
      `faces update ${face} --metadata '{"badge":null}' --merge`,
      `faces update nothing --metadata '{}' --json`,
      `faces delete ${face} --dry-run --json`,
      `faces delete ${face} --json`,
      `faces delete ${face} --yes`,
      `faces delete ${face} --yes --json`,
    ]);
  },
  status: async (session) => {
    await session.runAll(['status', 'status --json', 'status 1001 nobody --json']);
  },
  collections: async (session) => {
    await session.run([
      'collections create guests',
      'collections create visitors --json',
      'collections create visitors --json',
      "collections create '' --json",
      'collections list',
      'collections list --json',
      'collections delete visitors --dry-run --json',
      'collections delete visitors --yes --json',
      'collections delete default --json',
      'collections delete default --yes --json',
      'collections delete none --yes --json',
    ]);
  },
  duplicates: async (session) => {
    const { s } = session;
    s.photos({ '1005.jpg': '1001.jpg' }, 'twins');
    await session.run([
      'duplicates scan',
      'duplicates scan --json',
      'import-faces twins --create-missing --duplicates flag --json',
      'duplicates scan',
      'duplicates scan --csv',
      'duplicates scan --json',
      'duplicates allow 1001 1005 --reason twins --json',
      'duplicates allow 1001 1005 --reason twins --json',
      'duplicates allow 1001 nobody --reason twins --json',
      'duplicates list',
      'duplicates list --json',
      'duplicates scan --json',
      'duplicates revoke 1001 1005 --json',
      'duplicates revoke 1001 1005 --json',
    ]);
  },
  fairness: async (session) => {
    writeGroups(session.s.path('groups.db'), [
      { users: 120, department: 'Sales', templates: 2, noise: 1, failed: 3 },
      { users: 60, department: 'Works', alike: 1.2, quality: 0.7, failed: 12 },
      { users: 12, department: 'Office, on the other side of the river', failed: 1 },
      { users: 11 },
    ]);
    await session.run([
      'fairness --db groups.db --by department',
      'fairness --db groups.db --by department --json',
      'fairness --db groups.db --by Floor',
    ]);
  },
  calibrate: async (session) => {
    writeGallery({ users: 40, each: 2 }, session.s.path('gallery.db'));
    await session.run([
      'calibrate --json',
      'calibrate --db gallery.db',
      'calibrate --db gallery.db --store --json',
      'calibrate --db gallery.db --forget --json',
      'calibrate --db gallery.db --forget --json',
    ]);
  },
  'export-csv': async (session) => {
    await session.run([
      'export-csv',
      'export-csv out.csv --photos pictures --json',
      'export-csv out.csv --json',
      'export-csv --json',
      'export-csv none.csv --department none --json',
    ]);
    session.show('out.csv');
  },
  templates: async (session) => {
    const to = '--db other.db';
    await session.run([
      'templates export t.ndjson --json',
      'templates export t.ndjson --json',
      'templates export --json',
      `templates import t.ndjson ${to} --json`,
      `templates import t.ndjson --create-missing ${to} --errors other.csv --json`,
      `templates import t.ndjson ${to}`,
      'templates import none.ndjson --json',
      'templates import users.csv --json',
      'templates publish',
      'templates publish --to postgres://ann:secret@db.example.com/access',
      'templates publish --to postgres://ann@db.example.com/access --table Faces',
      'templates publish --to postgres://ann@db.example.com/access --forget --json',
      'templates publish --to postgres://ann@db.example.com/access --forget',
    ]);
  },
  upgrade: async (session) => {
    const { s } = session;
    writePack(s);
    await session.run([
      'models install own/small.json --json',
      'upgrade --json',
      'upgrade --models nosuch --yes --json',
      'upgrade --models small --rehearse',
      'upgrade --models small --rehearse --json',
      'upgrade --models small --yes --json',
      'status 1001 --json',
      'upgrade --rollback --yes --json',
      'upgrade --rollback --yes --json',
      'upgrade --models small --yes',
      'upgrade --commit --yes --json',
      'upgrade --commit --yes --json',
      'upgrade --forget --json',
    ]);
  },
  runs: async (session) => {
    const { s } = session;
    await session.run([
      'runs list',
      'runs list --json',
      'runs show',
      'runs show --json',
      'runs show nothing --json',
      'runs report',
      'runs report --json',
      'report --html r.html',
      'report --html r.html --anonymous --json',
      'report --gallery --html g.html',
      'report --gallery --html g.html --json',
      'runs resume',
      'runs resume --json',
    ]);
    s.change("UPDATE runs SET status = 'interrupted'");
    await session.run(['runs list', 'runs resume --json']);
  },
  watch: async (session) => {
    await session.run(['watch photos --start-row 3', 'watch photos --start-row 3 --json']);
  },
  audit: async (session) => {
    const { s } = session;
    await session.runAll([
      'audit list',
      'audit list --limit 2 --json',
      'audit list --user 1004 --csv',
      'audit list --user nobody',
      'audit head',
      'audit head --json',
      'audit verify',
      'audit verify --json',
      `audit verify --head 7:${'0'.repeat(64)} --json`,
    ]);
    s.change("UPDATE audit SET detail = '7' WHERE position = 2");
    await session.runAll(['audit verify', 'audit verify --json']);
  },
  purge: async (session) => {
    await session.run([
      'purge --due --yes --json',
      'purge --json',
      'users update 1002 --retain-until 2020-01-31 --json',
      'purge --due',
      'purge --due --dry-run',
      'purge --due --yes --receipt due.json --json',
      'purge --user 1001 --yes --receipt due.json --json',
      'purge --user nobody --yes --json',
    ]);
    session.show('due.json');
  },
  'the database': async (session) => {
    const { s } = session;
    await session.run([
      'backup b.db',
      'backup c.db --json',
      'backup c.db --json',
      'restore b.db --json',
      'restore b.db --yes',
      'restore b.db --yes --json',
      'restore users.csv --yes --json',
      'restore nowhere.db --yes --json',
      'check',
      'check --json',
    ]);
    chmodSync(s.db, 0o644);
    s.change("UPDATE audit SET detail = '7' WHERE position = 2");
    await session.run(['check', 'check --json']);
  },
  key: async (session) => {
    await session.run([
      'key generate',
      'key generate --json',
      'key generate a.key --json',
      'key generate a.key --json',
      'key generate b.key',
      'key verify --json',
      'key rotate --new-key-file a.key --json',
      'import-csv users.csv --images photos --key-file a.key',
      'key rotate --key-file a.key --new-key-file b.key --json',
      'key verify --key-file b.key',
      'key verify --key-file b.key --json',
      'key verify --key-file a.key --json',
      'identify photos/1001.jpg --json',
      'key verify --key-file a.key --json',
      'key verify --key-file none.key --json',
      'check --key-file b.key --json',
    ]);
  },
  'API keys': async (session) => {
    const create = 'keys create --name';
    await session.run([
      'keys list',
      `${create} 'badge office' --scope enroll,read --collection default --collection visitors`,
      `${create} reports --scope export,audit --expires 2999-12-31T18:00Z --jwt --json`,
      `${create} gate --scope search --jwt`,
      `${create} gate --scope search --json`,
      `${create} door --scope search,all --json`,
      `${create} door --json`,
      `${create} door --scope search --expires 2020-01-31T18:00Z --json`,
      `${create} door --scope search --collection '' --json`,
      'keys list',
      'keys list --json',
    ]);
    const keys = session.s.query('SELECT key_id AS keyId FROM api_keys ORDER BY name');
    await session.run([
      ...keys.slice(1).map(({ keyId }) => `keys revoke ${keyId}`),
      `keys revoke ${keys.at(-1)?.keyId}`,
      `keys revoke ${keys[0]?.keyId} --json`,
      'keys revoke nothing --json',
      "keys revoke '' --json",
      'keys list',
      'audit list --action KEY_REVOKED',
    ]);
  },
  models: async (session) => {
    mkdirSync(session.s.path('none'));
    await session.runAll([
      'models list',
      'models list --json',
      'models profiles',
      'models profiles --json',
      'models verify --json',
      'models verify opencv --json',
      'models verify nosuch --json',
      'models install nosuch --json',
      'models install opencv --from none --json',
    ]);
    await session.run(['models build --missing-only --json']);
  },
  links: async (session) => {
    const { s } = session;
    writeLinkSettings(s);
    await session.run([
      'users update 1001 --email ann@example.com',
      'users update 1002 --email ben@example.com',
      'users update 1003 --email cleo.example.com',
      'links list',
      'links send',
      'links send 1009',
      'links send 1001 --remind 0',
      'links send 1001 --expires 2y',
      'links send --all --dry-run',
      'links send --all --dry-run --json',
      'links send --all',
      'links send 1001 1004 --json',
      'links send 1001 --again',
      'links create 1003 --expires 30m --attempts 3',
      'links create 1004 --review --json',
      'links list',
      'links list --status pending --json',
      'links revoke 1003',
      'links revoke 1003 1004 --json',
      'links revoke nobody',
      'links list --status revoked',
      'links preview --user 1001 --expires 7d',
      'links preview --output preview --json',
      'links preview --language xx',
      'links texts no_language',
      "audit list --action 'LINK_*'",
    ]);
    s.write('notice.json', '{"company":"Example Ltd","contakt":"badges@example.com"}');
    await session.run(['links preview', 'links preview --template none.txt --notice good.json']);
  },
  reviews: async (session) => {
    const { s } = session;
    writeLinkSettings(s);
    const photo = (name: string) => readFileSync(fixture('photos', name));
    const [likeAnn = '', own = '', last = ''] = sent(s.db, [
      { userId: '1002', email: 'ben@example.com', bytes: photo('1001.jpg'), reasons: [LIKE_ANN] },
      { userId: '1004', bytes: photo('1004.jpg') },
      { userId: '1005', name: 'Eve', email: 'eve@example.com', bytes: photo('1005.jpg') },
    ]);
    await session.run([
      'review list',
      'review list --json',
      `review show ${likeAnn} --output photo.jpg`,
      `review show ${own} --json`,
      `review approve ${own}`,
      `review approve ${own} ${last} --json`,
      `review deny ${likeAnn} --reason OTHER`,
      `review deny ${likeAnn} --reason NOT_CONFIRMED --note 'Call us.'`,
      `review deny ${likeAnn} 0123456789ab --reason BLURRED --json`,
      'review history 1002',
      'review history 1002 --json',
      'review history 1003',
      'review history 1009',
      'review list',
    ]);
  },
  'settings and the machine': async (session) => {
    const { s } = session;
    await session.runAll([
      'config show identify',
      'config show identify --json',
      'config show nothing --json',
      'doctor --json',
      'schema collections list',
      'serve --listen :8380 --json',
      'serve --tls-cert server.pem',
      'completion bash',
      'help verify',
      'help tokens',
      'nothing',
      '--config none.json users list',
    ]);
    s.write('faceenroll.config.json', '{"quality":"best"}');
    await session.run(['import-faces photos --json', 'doctor --models nosuch --json']);
    s.write('faceenroll.config.json', '{"colour":"red"}');
    await session.run(['config show --json']);
  },
};

/** Why a photo waits that is not of its user. */
const LIKE_ANN = {
  ...{ code: 'DUPLICATE_OF_ENROLLED_USER' },
  message: 'the face is that of the enrolled user "1001"',
};

/** What commands need that mail links; the mails become files. */
function writeLinkSettings(s: Session['s']): void {
  const notice = { company: 'Example Ltd', contact: 'badges@example.com', version: '2027-01' };
  s.write('notice.json', JSON.stringify(notice));
  s.write('good.json', JSON.stringify(notice));
  const settings = { notice: 'notice.json', 'public-url': 'https://faces.example.com' };
  s.write('faceenroll.config.json', JSON.stringify({ ...settings, 'mail-folder': 'mails' }));
}

/** Stands for the ID of a face. */
const FACE = '<face>';

/** They read or change a database that is there. */
const NEED_DATABASE = [
  'duplicates scan',
  'identify photos/1001.jpg',
  'users list',
  'status',
  'export-csv out.csv',
  'keys list',
  'templates export t.ndjson',
  'upgrade --rollback --yes',
  'audit verify',
  'purge --due --yes',
  'backup b.db',
  'check',
];

/** They change a database, and its key. */
const CHANGE_DATABASE = [
  'import-faces photos',
  'import-csv users.csv --images photos',
  'enroll 1001 photos/1001.jpg',
  'sync users.csv --images photos --yes',
  'duplicates allow 1001 1002 --reason twins',
  'duplicates revoke 1001 1002',
  'identify photos/1001.jpg --auto-enroll',
  'calibrate --forget',
  'users add 1009',
  'users update 1001 --name Anne',
  'users rename 1001 X1',
  'users delete 1001 --yes',
  `faces update ${FACE} --metadata {}`,
  `faces delete ${FACE} --yes`,
  'collections create guests',
  'collections delete default --yes',
  'keys create --name door --scope search',
  'keys revoke 3f9a',
  'templates import t.ndjson',
  'upgrade --rollback --yes',
  'purge --user 1001 --yes',
  'restore b.db --yes',
];

const fileOf = (name: string): string => `${FOLDER}${name.replaceAll(' ', '-')}.txt`;

describe.concurrent('the output', () => {
  test.for(Object.entries(SESSIONS))('of %s', async ([name, use], { expect }) => {
    const session = new Session(enrolled);
    await use(session);
    await expect(session.text).toMatchFileSnapshot(fileOf(name));
  });

  test('without a database', async ({ expect }) => {
    const session = new Session(enrolled);
    await session.runAll(NEED_DATABASE.map((command) => `${command} --db none.db --json`));
    await expect(session.text).toMatchFileSnapshot(fileOf('without a database'));
  });

  test('while another run works on the database', async ({ expect }) => {
    const session = new Session(enrolled);
    const { s } = session;
    const [{ face_id: face }] = s.query('SELECT face_id FROM templates ORDER BY user_id');
    await session.run(['templates export t.ndjson', 'backup b.db']);
    const running = Store.open(s.db, false);
    try {
      await session.runAll(
        CHANGE_DATABASE.map((command) => `${command.replace(FACE, face)} --json`),
      );
    } finally {
      running.close();
    }
    await expect(session.text).toMatchFileSnapshot(fileOf('while another run works'));
  });
});

describe('the frozen output', () => {
  it('has every command, with --json where there is one', async () => {
    const files = readdirSync(FOLDER).map((file) => readFileSync(join(FOLDER, file), 'utf8'));
    const typed = files.join('\n').match(/^\$ faceenroll .*/gm) ?? [];
    const host = { io: memoryIo({ cwd: FOLDER }), exitCode: 0, runNext: () => {} };
    const program = await programFor([], host);
    const unseen = leaves(program).filter(([name, command]) => {
      // They need a PostgreSQL server: see test/operations/queue.
      if (/^faceenroll (?:worker|queue .*)$/.test(name)) return false;
      const json = command.options.some(({ long }) => long === '--json') ? ' --json' : '';
      return !typed.some((line) => line.startsWith(`$ ${name} `) && line.includes(json));
    });
    expect(unseen.map(([name]) => name)).toEqual([]);
  });

  it('has no file that no session writes', () => {
    const names = [...Object.keys(SESSIONS), 'without a database', 'while another run works'];
    const files = readdirSync(FOLDER).map((file) => join(FOLDER, file));
    expect(files.filter((file) => !names.map(fileOf).includes(file))).toEqual([]);
  });
});

/** The commands that have no others below them, by their names as they are typed. */
function leaves(command: Command, parent = ''): [string, Command][] {
  const name = `${parent} ${command.name()}`.trim();
  if (command.commands.length === 0) return [[name, command]];
  return command.commands.flatMap((one) => leaves(one, name));
}
