import { chmodSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { events } from '../support/cli.js';
import { Scenario } from '../support/scenario.js';

const NAME = 'faceenroll.config.json';

/** A working folder with a configuration file. */
function configured(settings: object | string, name = NAME): Scenario {
  const s = new Scenario();
  s.write(name, typeof settings === 'string' ? settings : JSON.stringify(settings));
  return s;
}

/** The value of a setting of import-csv, and where it comes from. */
async function shown(s: Scenario, setting: string, env: Record<string, string> = {}) {
  const result = await s.call(['config', 'show', 'import-csv', '--json'], { env });
  expect(result).toMatchObject({ code: 0, stderr: '' });
  const { value, source, from } = events(result).find((one) => one.setting === setting);
  return [value, source, from];
}

describe('a configuration file', () => {
  it('says what no flag and no variable of the environment says', async () => {
    const s = configured({ db: 'faces.db', collection: 'staff' });
    s.write('users.csv', 'user_id\n1001\n');
    expect((await s.call(['import-csv', 'users.csv'])).code).toBe(0);
    const env = { FACEENROLL_DB: 'other.db' };
    expect((await s.call(['import-csv', 'users.csv'], { env })).code).toBe(0);
    const flag = ['--db', 'third.db', '--collection', 'guests'];
    expect((await s.call(['import-csv', 'users.csv', ...flag], { env })).code).toBe(0);
    const collectionsOf = async (db: string) => {
      const result = await s.call(['collections', 'list', '--db', db, '--json']);
      return events(result).map(({ name }) => name);
    };
    expect(await collectionsOf('faces.db')).toEqual(['staff']);
    expect(await collectionsOf('other.db')).toEqual(['staff']);
    expect(await collectionsOf('third.db')).toEqual(['guests']);
  });

  it('is found in the folders above, and its paths start at its own folder', async () => {
    const s = configured({ db: 'data/faces.db', 'import-csv': { images: 'photos' } });
    s.write('below/deeper/users.csv', 'user_id\n1001\n');
    const result = await s.call(['config', 'show', 'import-csv', '--json', '--config', NAME]);
    const paths = events(result).filter(({ setting }) => ['db', 'images'].includes(setting));
    expect(paths.map(({ value }) => value)).toEqual([s.path('data/faces.db'), s.path('photos')]);
    const below = await s.call(['config', 'show'], {});
    expect(below.stdout).toContain(`Configuration file: ${s.path(NAME)}`);
  });

  it('may be another one, named by a flag or by the environment', async () => {
    const s = configured({ quality: 'strict' });
    s.write('own.json', '{"quality":"lenient"}');
    expect(await shown(s, 'quality')).toEqual(['strict', 'file', s.path(NAME)]);
    const env = { FACEENROLL_CONFIG: 'own.json' };
    expect(await shown(s, 'quality', env)).toEqual(['lenient', 'file', s.path('own.json')]);
    const named = await s.call(['inspect', 'x.jpg', '--config', 'nowhere.json']);
    expect(named.code).toBe(1);
    expect(named.stderr).toMatch(/^faceenroll: the configuration file \S+nowhere\.json cannot/);
  });

  it('has sections for single commands, which win over what is said for all', async () => {
    const s = configured({ fpir: 0.5, 'duplicates scan': { fpir: 0.01 } });
    const scan = events(await s.call(['config', 'show', 'duplicates', 'scan', '--json']));
    expect(scan.find(({ setting }) => setting === 'fpir').value).toBe(0.01);
    const identify = events(await s.call(['config', 'show', 'identify', '--json']));
    expect(identify.find(({ setting }) => setting === 'fpir').value).toBe(0.5);
  });

  it('gives lists to flags that may be repeated, and true to those without a value', async () => {
    const map = ['Badge No=user_id', 'Mail=email'];
    const s = configured({ 'import-csv': { map, 'ignore-case': true, 'profile-image': false } });
    s.write('users.csv', 'Badge No,Mail\n1001,ann@example.com\n');
    expect((await s.call(['import-csv', 'users.csv'])).code).toBe(0);
    expect(s.query('SELECT user_id, email FROM users')).toEqual([
      { user_id: '1001', email: 'ann@example.com' },
    ]);
    expect(await shown(s, 'ignore-case')).toEqual([true, 'file', s.path(NAME)]);
    expect(await shown(s, 'profile-image')).toEqual([null, 'default', null]);
  });

  it('filters lists by a field, and writes it to nobody', async () => {
    const s = configured({ department: 'Sales' });
    s.write('users.csv', 'user_id,department\n1001,Legal\n1002,Sales\n');
    await s.call(['import-csv', 'users.csv']);
    const listed = events(await s.call(['users', 'list', '--json']));
    expect(listed.flatMap(({ userId }) => userId ?? [])).toEqual(['1002']);
    expect((await s.call(['users', 'update', '1001', '--email', 'a@example.com'])).code).toBe(0);
    expect((await s.call(['users', 'add', '1003'])).code).toBe(0);
    expect(s.query('SELECT user_id AS id, department FROM users ORDER BY 1')).toEqual([
      { id: '1001', department: 'Legal' },
      { id: '1002', department: 'Sales' },
      { id: '1003', department: null },
    ]);
  });

  it('yields to a flag that cannot be together with what it says', async () => {
    const s = configured({ 'users list': { csv: true } });
    s.write('users.csv', 'user_id\n1001\n');
    await s.call(['import-csv', 'users.csv']);
    expect((await s.call(['users', 'list'])).stdout).toMatch(/^user_id,/);
    expect(events(await s.call(['users', 'list', '--json']))[0]).toMatchObject({ userId: '1001' });
  });
});

describe("the environment's key", () => {
  /** A database of one user, encrypted with own.key; the file names other.key. */
  async function encrypted(): Promise<Scenario> {
    const s = new Scenario();
    for (const name of ['own.key', 'other.key']) await s.call(['key', 'generate', name]);
    s.photos(['1001.jpg']);
    const args = ['import-faces', 'photos', '--create-missing', '--key-file', 'own.key'];
    expect((await s.call(args)).code).toBe(0);
    s.write(NAME, '{"key-file":"other.key"}');
    return s;
  }

  it('wins over that of a configuration file', async () => {
    const s = await encrypted();
    expect((await s.call(['key', 'verify'])).code).toBe(1);
    const environments = [
      { FACEENROLL_KEY_FILE: 'own.key' },
      { FACEENROLL_KEY: readFileSync(s.path('own.key'), 'utf8').trim() },
    ];
    for (const env of environments) {
      expect(await s.call(['key', 'verify'], { env })).toMatchObject({ code: 0, stderr: '' });
    }
    const unset = { FACEENROLL_KEY_FILE: '', FACEENROLL_KEY: '' };
    expect((await s.call(['key', 'verify'], { env: unset })).code).toBe(1);
  });

  it('is told by its variable alone', async () => {
    const s = configured({ 'key-file': 'other.key' });
    expect(await shown(s, 'key-file')).toEqual([s.path('other.key'), 'file', s.path(NAME)]);
    const path = { FACEENROLL_KEY_FILE: 'own.key' };
    const named = ['own.key', 'environment', 'FACEENROLL_KEY_FILE'];
    expect(await shown(s, 'key-file', path)).toEqual(named);
    const direct = { FACEENROLL_KEY: 'the key itself' };
    expect(await shown(s, 'key-file', direct)).toEqual([null, 'environment', 'FACEENROLL_KEY']);
  });
});

describe.skipIf(process.platform === 'win32')('a configuration file that is found', () => {
  it.each([0o666, 0o620])('is passed over when others may write it (mode %o)', async (mode) => {
    const s = configured({ quality: 'strict' });
    chmodSync(s.path(NAME), mode);
    const result = await s.call(['config', 'show', 'import-csv', '--json']);
    expect(result.stderr).toContain('is passed over, since another account can write it');
    const quality = events(result).find(({ setting }) => setting === 'quality');
    expect(quality.source).toBe('default');
    const named = await s.call(['config', 'show', 'import-csv', '--json', '--config', NAME]);
    expect(named.stderr).toBe('');
    expect(events(named).find(({ setting }) => setting === 'quality').value).toBe('strict');
  });
});

describe('a wrong configuration file', () => {
  it.each([
    [{ qualty: 'strict' }, /there is no setting "qualty"; did you mean "quality"\?/],
    [{ 'imprt-csv': {} }, /there is no setting "imprt-csv"; did you mean "import-csv"\?/],
    [{ 'import-csv': { imges: 'x' } }, /"import-csv": there is no setting "imges".*"images"/],
    [{ 'import-faces': { images: 'x' } }, /"import-faces": there is no setting "images"/],
    [{ sync: { 'max-deletions': 5 } }, /"max-deletions"; it is for the command line alone/],
    [{ 'import-csv': { limit: 5 } }, /"limit"; it is for the command line alone/],
    [{ 'users update': { email: 'x' } }, /"email"; it is for the command line alone/],
    [{ yes: true }, /there is no setting "yes"; it is for the command line alone/],
    ['{"__proto__":{"db":"x"}}', /there is no setting "__proto__"/],
    [{ quality: 'best' }, /"quality" is "best": Allowed choices are off, lenient/],
    [{ timeout: 'soon' }, /"timeout" is "soon": It must be a whole number/],
    [{ json: 'yes' }, /"json" is "yes": It must be true or false/],
    [{ db: { file: 'x' } }, /"db" is {"file":"x"}: It must be a text or a number/],
    ['[]', /it must be a JSON object/],
  ])('%j is wrong usage, told with its name and what is right', async (settings, problem) => {
    const s = configured(settings);
    const result = await s.call(['import-csv', 'users.csv']);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(/^faceenroll: [^\n]*faceenroll\.config\.json[^\n]*\n$/);
    expect(result.stderr).toMatch(problem);
  });

  it('that is no JSON stops every command, with its name', async () => {
    const s = configured('{"db": faces.db}');
    const result = await s.call(['users', 'list']);
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/configuration file \S+ cannot be read: /);
  });
});

describe('what a configuration file demands', () => {
  it('holds for the retry of an error report, too', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id,face_image_file1\n1001,nowhere.jpg\n');
    expect((await s.call(['import-csv', 'users.csv'])).code).toBe(3);
    s.write(NAME, '{"require-consent":true}');
    const retry = await s.json(['import-csv', 'users.errors.csv']);
    expect(retry.outcomes.map(({ code }) => code)).toEqual(['CONSENT_MISSING']);
  });
});

describe('config show', () => {
  it('tells each value and where it comes from', async () => {
    const s = configured({ quality: 'strict' });
    const env = { FACEENROLL_DB: 'faces.db' };
    const { stdout } = await s.call(['config', 'show', 'import-faces'], { env });
    expect(stdout).toMatch(/^db +faces\.db +environment FACEENROLL_DB$/m);
    expect(stdout).toMatch(/^quality +strict +file$/m);
    expect(stdout).toMatch(/^timeout +60 +default$/m);
  });

  it('tells what is written, not what becomes of it', async () => {
    const settings = {
      'import-faces': { 'id-pattern': '^(?<userId>[0-9]+)_' },
      'users list': { where: ['Floor=3'], columns: 'user_id,name', sort: 'name' },
    };
    const s = configured(settings);
    const result = await s.call(['config', 'show', '--json']);
    const fromFile = events(result).filter(({ source }) => source === 'file');
    expect(Object.fromEntries(fromFile.map(({ setting, value }) => [setting, value]))).toEqual({
      ...settings['import-faces'],
      ...settings['users list'],
    });
    const { stdout } = await s.call(['config', 'show', 'import-faces']);
    expect(stdout).toMatch(/^id-pattern +\^\(\?<userId>\[0-9\]\+\)_ +file$/m);
  });

  it('names the right command when there is none of that name', async () => {
    const result = await new Scenario().call(['config', 'show', 'imprt-csv']);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('did you mean "import-csv"?');
  });
});
