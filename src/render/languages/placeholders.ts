import type { Values } from './texts.js';

const PLACEHOLDER = /\{([^{}]*)\}/g;

/** The names of the placeholders of a text, as they stand there: of `{n} MB` it is `n`. */
export function placeholdersOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name))];
}

/**
 * A text with its placeholders replaced. A placeholder without a value stays, as does one within a
 * value. Numbers are not isolated: the percent sign beside one belongs to it.
 */
export function filled(
  text: string,
  values: Values,
  isolate = (value: string): string => value,
): string {
  return text.replace(PLACEHOLDER, (placeholder, name: string) => {
    if (!Object.hasOwn(values, name)) return placeholder;
    const value = values[name];
    return typeof value === 'string' ? isolate(value) : String(value);
  });
}
