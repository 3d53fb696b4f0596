import { expect, it } from 'vitest';
import { wordsOfRun } from '../../../src/cli/imports/words-of-run.js';

const QUEUE = 'postgres://imports@db.example.com/queue';

const wordsFrom = (commandLine: readonly string[] | null, workingFolder: string | null = '/hr') =>
  wordsOfRun({ commandLine, workingFolder }, '/hr/2026');

it.each<[what: string, typed: readonly string[], words: readonly string[]]>([
  ['the queue', ['--queue', QUEUE], ['--queue', QUEUE]],
  ['an option in one word', [`--queue=${QUEUE}`], ['--queue', QUEUE]],
  ['the last of two', ['--queue', 'postgres://a@b/c', `--queue=${QUEUE}`], ['--queue', QUEUE]],
  [
    'files as they are reached from here',
    ['--queue-key-file', '2026/q.key', '--key-file=/etc/db.key', '--priority', '5'],
    ['--key-file', '/etc/db.key', '--queue-key-file', 'q.key'],
  ],
  ['no password', ['--queue', 'postgres://a:secret@b/c'], ['--queue', 'postgres://a:...@b/c']],
  ['no argument that looks like an option', ['--', '--queue', QUEUE], []],
  ['nothing else', ['--queue-depth', '4', '--create-missing', '--queue'], []],
])('of a run %s is told', (_, typed, words) => {
  expect(wordsFrom(['import-faces', 'photos', ...typed])).toEqual(words);
});

it('of a run without a command line nothing is told', () => {
  expect(wordsFrom(null, null)).toEqual([]);
});
