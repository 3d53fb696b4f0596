import { expect, test } from 'vitest';
import { SecondThought } from '../../../src/http/pages/second-thought.js';

test('a question is answered by what it gave, about the same, for an hour', () => {
  let now = 1_000;
  const question = new SecondThought(() => now);
  const sure = question.ask('link text');
  expect(question.isAnswered('link text', sure)).toBe(true);
  expect(question.isAnswered('link other', sure)).toBe(false);
  expect(question.isAnswered('link text', undefined)).toBe(false);
  now += 3_600_000;
  expect(question.isAnswered('link text', sure)).toBe(true);
  now += 1;
  expect(question.isAnswered('link text', sure)).toBe(false);
});

test('another server has not asked', () => {
  const sure = new SecondThought().ask('link text');
  expect(new SecondThought().isAnswered('link text', sure)).toBe(false);
});
