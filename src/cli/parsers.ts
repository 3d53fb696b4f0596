import { InvalidArgumentError } from 'commander';
import { type JsonObject, readJsonObject } from '../domain/json-object.js';

/** Parses a rate: a number between 0 and 1, neither included. */
export function rate(text: string): number {
  const value = Number(text);
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError('It must be a rate between 0 and 1, such as 0.001.');
}

/** Parses a number from 0 to 1. */
export function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 1, such as 0.5.');
}

/** A parser for whole numbers within bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/** Parses a similarity: a number from -1 to 1. */
export function cosine(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= -1 && value <= 1) return value;
  throw new InvalidArgumentError('It must be a number from -1 to 1, such as 0.95.');
}

/** Parses the text of a JSON object. */
export function jsonObject(text: string): JsonObject {
  const read = readJsonObject(text);
  if ('value' in read) return read.value;
  throw new InvalidArgumentError(`It must be a JSON object; ${read.problem}.`);
}

/** Parses what separates the cells of a CSV. */
export function delimiter(text: string): string {
  const character = text === '\\t' || text === 'tab' ? '\t' : text;
  if (character.length === 1 && !/["\r\n]/.test(character)) return character;
  throw new InvalidArgumentError(
    'It must be one character (\\t or tab for a tab), not a quote or a line break.',
  );
}
