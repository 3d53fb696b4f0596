import { spawnSync } from 'node:child_process';
import { copyFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { ROOT } from '../../support/cli.js';
import { fixture, Scenario } from '../../support/scenario.js';
import { served } from '../../support/served.js';

const OPTIONS: ts.CompilerOptions = {
  ...{ strict: true, noUncheckedIndexedAccess: true, skipLibCheck: true },
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  types: ['node'],
};

/** Compiles a program as a customer would; what the compiler complains of. */
function compile(file: string): readonly string[] {
  const program = ts.createProgram([file], OPTIONS);
  const found = ts.getPreEmitDiagnostics(program);
  program.emit();
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

it('a client made from the description enrolls, lists, updates and deletes', async () => {
  const s = new Scenario();
  const { address } = await served([], { cwd: s.cwd });
  const scopes = ['--scope', 'enroll,read,write,delete', '--collection', 'staff'];
  const made = await s.run(['keys', 'create', '--name', 'client', ...scopes, '--json']);
  const { key } = JSON.parse(made.stdout);
  s.write('package.json', '{"type":"module"}');
  symlinkSync(join(ROOT, 'node_modules'), s.path('node_modules'));
  const types = await openapiTS(new URL(`${address}/openapi.json`));
  writeFileSync(s.path('paths.ts'), astToString(types));
  copyFileSync(join(ROOT, 'test', 'http', 'contract', 'client.ts'), s.path('client.ts'));
  expect(compile(s.path('client.ts'))).toEqual([]);
  const photo = fixture('photos', '1001.jpg');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [s.path('client.js'), address, key, photo],
    { encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({
    ...{ enrolled: 201, listed: [true], updated: { badge: 'B8' }, deleted: 204 },
    gone: 404,
  });
});
