import { hostname, userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { ROOT, temporaryFolder } from '../support/cli.js';
import { prettyJson, stable } from './stable.js';

const at = (text: string): string => stable(text, [temporaryFolder()]);

describe('stable', () => {
  it('numbers IDs and digests as they appear, the same one alike', () => {
    const [one, other] = ['01a22889-7b90-7f6b-a8a2-3ae20621f0f6', crypto.randomUUID()];
    expect(at(`${other} ${one} ${other}`)).toBe('<uuid-1> <uuid-2> <uuid-1>');
    expect(at('run 01a22889-79ee  finished')).toBe('run <uuid>  finished');
    const [digest, zeros] = ['5d'.repeat(32), '0'.repeat(64)];
    expect(at(`7:${digest} ${zeros} ${digest}`)).toBe(`7:<sha256-1> ${zeros} <sha256-1>`);
    expect(at(`R-${one}-5-nisuvc`)).toBe('R-<uuid-1>-5-<check>');
  });

  it('takes out the time of the run, and leaves other dates', () => {
    const now = new Date().toISOString();
    for (const date of [now, now.slice(0, 10), now.slice(0, 16).replace('T', ' ')]) {
      expect(at(`at ${date}, process 71`)).toBe('at <date>, process <pid>');
    }
    const compact = now.replace(/[-:]|\.\d+/g, '');
    expect(at(`sync-${compact}.receipt.json`)).toBe('sync-<date>.receipt.json');
    expect(at('retain_until 2020-01-31')).toBe('retain_until 2020-01-31');
    expect(at(`write it as ${now.slice(0, 10)}`)).toBe(`write it as ${now.slice(0, 10)}`);
    expect(at('"seconds":0.417,"timeout":60')).toBe('"seconds":"<seconds>","timeout":60');
    expect(at('1,004 items in 12.5 s; 2 users created')).toBe(
      '1,004 items in <seconds> s; 2 users created',
    );
  });

  it('takes out the machine and its folders', () => {
    const folder = temporaryFolder();
    const text = `${folder}/a.csv ${ROOT}models "bytes":221184 82.1 GB by ${userInfo().username} on ${hostname()}`;
    expect(stable(text, [folder])).toBe(
      '<folder>/a.csv <program>/models "bytes":"<bytes>" <bytes> by <user> on <host>',
    );
  });

  it('rounds what was measured, and leaves what was set', () => {
    expect(at('"quality":0.9505388448585058,"x":-0.7553')).toBe('"quality":0.95,"x":-0.76');
    expect(at('similarity 0.6359.')).toBe('similarity 0.64.');
    const set = '0.001 0.0001 0.00001 1e-7 0.03 60.4 1.25e-5 1,089,849';
    expect(at(set)).toBe(set);
  });
});

describe('prettyJson', () => {
  it('gives short values a line and the members of long ones a line each', () => {
    const long = 'x'.repeat(99);
    expect(prettyJson({ a: 1, b: null })).toBe('{"a":1,"b":null}');
    expect(prettyJson({ a: { b: [long, 2] }, c: [] })).toBe(
      `{\n  "a": {\n    "b": [\n      "${long}",\n      2\n    ]\n  },\n  "c": []\n}`,
    );
  });
});
