import { describe, expect, it, test } from 'vitest';
import { KEPT_SECONDS } from '../../../src/workers/queue/tables/living.js';
import { QUEUE_TIMES } from '../../../src/workers/queue/times.js';
import { optionsOfCommands } from '../../support/options.js';
import { topic } from '../../support/topics.js';

const TOPIC = topic('many-machines');
const WORDS = TOPIC.replace(/\s+/g, ' ');
const { silentSeconds, checkMs, aloneMs } = QUEUE_TIMES;

test.each([
  `after ${silentSeconds} seconds of silence its photos are given to others`,
  `says so after ${aloneMs === 10_000 ? 'ten' : '?'} seconds`,
  `and every ${checkMs / 1000} seconds, and send again`,
  `deleted after ${KEPT_SECONDS === 86_400 ? 'a day' : '?'} by any import or worker`,
])('the help on many machines tells times as they are: %s', (words) => {
  expect(WORDS).toContain(words);
});

describe('the recipe of the help on many machines', () => {
  const [, lines = ''] = /\n\n((?: {4}.*\n)+)/.exec(TOPIC) ?? [];
  const recipe = lines.trimEnd().split('\n');

  it('has five lines, which fit into a terminal of 80 columns', () => {
    expect(recipe).toHaveLength(5);
    expect(recipe.filter((line) => line.length > 80)).toEqual([]);
  });

  it('names commands that exist, with options that they have', async () => {
    const known = await optionsOfCommands();
    const commands = recipe.filter((line) => line.includes('faceenroll '));
    const unknown = commands.flatMap((line) => {
      const words = line.trim().split(' ').slice(1);
      const name = [words.slice(0, 2).join(' '), words[0] ?? ''].find((one) => known.has(one));
      const options = words.filter((word) => word.startsWith('--'));
      return options.filter((option) => !(known.get(name ?? '') ?? []).includes(option));
    });
    expect(commands).toHaveLength(3);
    expect(unknown).toEqual([]);
  });
});

describe('the picture of the help on many machines', () => {
  it('fits into a terminal of 80 columns', () => {
    const drawn = TOPIC.split('\n').filter((line) => /^ {4,}[+|]/.test(line));
    expect(drawn.length).toBeGreaterThan(8);
    expect(drawn.filter((line) => line.length > 80)).toEqual([]);
  });
});
