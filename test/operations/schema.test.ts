import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OUTPUTS } from '../../src/operations/schema/commands.js';
import { ROOT } from '../support/cli.js';
import { checkJsonLines } from '../support/json-lines.js';
import { optionsOfCommands } from '../support/options.js';
import { Scenario } from '../support/scenario.js';

const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

const schema = async (...words: string[]) => new Scenario().call(['schema', ...words]);

/** All objects within a JSON Schema that have `properties`. */
function objectsIn(value: unknown): { properties: object; additionalProperties?: unknown }[] {
  if (typeof value !== 'object' || value === null) return [];
  const within = Object.values(value).flatMap(objectsIn);
  return 'properties' in value && 'type' in value ? [value as never, ...within] : within;
}

describe('every command', () => {
  it('that has --json has a schema, and no other', async () => {
    const commands = [...(await optionsOfCommands())];
    const withJson = commands.filter(([, options]) => options.includes('--json'));
    expect(withJson.map(([name]) => name).sort()).toEqual(Object.keys(OUTPUTS).sort());
  });

  it('has --json, but for those that print a program, a schema or texts', async () => {
    const commands = [...(await optionsOfCommands())].filter(([name]) => !/\bhelp$/.test(name));
    const names = commands.map(([name]) => name);
    const groups = names.filter((name) => names.some((one) => one.startsWith(`${name} `)));
    const without = commands.filter(([, options]) => !options.includes('--json'));
    expect(without.map(([name]) => name).filter((name) => !groups.includes(name))).toEqual([
      '',
      'links texts',
      'completion',
      'schema',
    ]);
  });
});

describe('a line', () => {
  const head = { event: 'head', head: '0:x', position: 0, hash: 'x' };
  const check = (line: object) =>
    checkJsonLines(['audit', 'head', '--json'], {
      ...{ code: 0, signal: null },
      stdout: `${JSON.stringify(line)}\n`,
    });

  it('with what the schema names is let through', () => {
    expect(() => check(head)).not.toThrow();
  });

  it.each([
    ['a member that is not announced', { ...head, more: 1 }],
    ['a member of another type', { ...head, position: '0' }],
    ['a member that is missing', { ...head, hash: undefined }],
    ['another name', { ...head, event: 'tail' }],
  ])('with %s is not', (_, line) => {
    expect(() => check(line)).toThrow('has no schema');
  });
});

describe('faceenroll schema', () => {
  it('prints the JSON Schema of one command', async () => {
    const { code, stdout } = await schema('users', 'list');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      $schema: DRAFT,
      title: 'faceenroll users list --json',
      anyOf: [{ $ref: '#/$defs/userLine' }, { $ref: '#/$defs/listSummaryLine' }],
    });
  });

  it('prints that of the commands below one', async () => {
    const { $defs, anyOf } = JSON.parse((await schema('audit')).stdout);
    const names = ['audit-list', 'audit-verify', 'audit-head'];
    expect(anyOf).toEqual(names.map((name) => ({ $ref: `#/$defs/${name}` })));
    expect(Object.keys($defs)).toEqual(expect.arrayContaining(names));
  });

  it('prints that of all commands, as it is kept in the repository', async () => {
    const { stdout } = await schema();
    const kept = readFileSync(join(ROOT, 'test/operations/faceenroll.schema.json'), 'utf8');
    const again = 'node bin/faceenroll.js schema > test/operations/faceenroll.schema.json';
    expect(stdout, `what is printed has changed; keep it with: ${again}`).toBe(kept);
  });

  it('names every member of every object, so that no other is let through', async () => {
    const objects = objectsIn(JSON.parse((await schema()).stdout));
    expect(objects.length).toBeGreaterThan(Object.keys(OUTPUTS).length);
    expect(objects.filter((one) => one.additionalProperties !== false)).toEqual([]);
  });

  it('tells the event of every line', async () => {
    const { $defs } = JSON.parse((await schema()).stdout);
    const lines = Object.entries<{ properties: { event: object }; required: string[] }>(
      $defs,
    ).filter(([name]) => name.endsWith('Line'));
    expect(lines.length).toBeGreaterThan(30);
    for (const [name, { properties, required }] of lines) {
      expect(properties.event, name).toMatchObject({ const: expect.any(String) });
      expect(required, name).toContain('event');
    }
  });

  it('names what was meant', async () => {
    const { code, stdout, stderr } = await schema('user', 'list');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/no command "user list".*did you mean "users list"\?/);
  });
});
