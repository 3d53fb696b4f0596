/**
 * What a terminal would obey instead of showing (C0, DEL and C1: ECMA-48), what changes the
 * direction of writing (Unicode's bidirectional controls), and invisible characters, which make
 * different names look alike. The joiners U+200C and U+200D stay: Persian and emoji need them.
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/**
 * Text from a file name, a CSV, a library or the database, made safe to show: control characters,
 * such as the escape sequences of terminals, become visible as \u001b and the like.
 */
export function printable(text: string): string {
  return text.replace(UNSAFE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Like `printable`, but keeps line breaks. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/**
 * A value as one line of JSON that is safe for terminals: JSON.stringify leaves C1 and
 * bidirectional controls unescaped, and inside a JSON string `printable` writes their JSON escapes.
 */
export function jsonLine(value: unknown): string {
  return printable(JSON.stringify(value));
}

/** A value from a cell or a file name, printable, cut after `most` characters. */
export function excerpt(text: string, most = 120): string {
  // A character has at most two code units: ignores the rest of a very long text.
  const characters = [...text.slice(0, 2 * most + 1)];
  if (characters.length <= most) return printable(text);
  return `${printable(characters.slice(0, most - 3).join(''))}...`;
}

/** A name in double quotes, printable, cut if it is very long. */
export function quoted(text: string): string {
  return `"${excerpt(text)}"`;
}

/** Longer paths are not typed; the end of a path says most. */
const PATH_MOST = 240;
const PATH_BEGINNING = 60;

/** A path, printable; a very long one without its middle. */
export function pathText(path: string): string {
  if (path.length <= PATH_MOST) return printable(path);
  const end = path.slice(PATH_BEGINNING + 3 - PATH_MOST);
  return printable(`${path.slice(0, PATH_BEGINNING)}...${end}`.toWellFormed());
}

/** Like `pathText`, in double quotes. */
export function quotedPath(path: string): string {
  return `"${pathText(path)}"`;
}

/** An error's message as one printable line of limited length. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return excerpt(
    message
      .slice(0, 4 * PATH_MOST)
      .replace(/\s+/g, ' ')
      .trim(),
    PATH_MOST,
  );
}

/** A number with thousands separators: "1,234". (`toLocaleString` takes 25 ms for its first.) */
export function number(value: number): string {
  const [whole = '', ...fraction] = String(value).split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
}

/** "1 photo", "2 photos". */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${number(n)} ${n === 1 ? noun : plural}`;
}

/** The first names of a list whose length does not matter: "a, b and others". */
export function some(names: readonly string[], most = 5): string {
  return names.length > most ? `${names.slice(0, most).join(', ')} and others` : listed(names);
}

/** A list for a sentence, cut after `most` names: "a, b and 3 more". */
export function listed(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** A command line for a person to read or to copy into a shell. */
export function commandText(words: readonly string[]): string {
  return ['faceenroll', ...words.map(shellQuoted)].join(' ');
}

/** A word of a command line, in quotes where a shell would not take it as it is. */
export function shellQuoted(text: string): string {
  return /^[\w./@:+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Possible meanings, for a question: "a, b or c". */
export function alternatives(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most);
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}
