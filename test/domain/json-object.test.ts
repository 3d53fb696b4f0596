import { expect, it } from 'vitest';
import { mergePatch, readJsonObject } from '../../src/domain/json-object.js';

/** RFC 7396, appendix A, as far as target and patch are objects. */
it.each([
  ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
  ['{"a":"b"}', '{"a":null}', '{}'],
  ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
  ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
  ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
  ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
  ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
  ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ['{}', '{"__proto__":{"x":1}}', '{"__proto__":{"x":1}}'],
])('merges into %s the patch %s', (target, patch, result) => {
  expect(JSON.stringify(mergePatch(JSON.parse(target), JSON.parse(patch)))).toBe(result);
});

it.each(['[1]', 'null', '1', '"a"', '{', ''])('takes %j for no object', (text) => {
  expect(readJsonObject(text)).toHaveProperty('problem');
});

it('takes an object as deep as SQLite does, and no deeper', () => {
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  expect(readJsonObject(nested(1000))).toHaveProperty('value');
  expect(readJsonObject(nested(1001))).toHaveProperty('problem', expect.stringContaining('1000'));
  expect(readJsonObject(`{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`)).toHaveProperty('problem');
});
