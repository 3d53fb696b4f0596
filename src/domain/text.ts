/**
 * What a terminal would obey instead of show (C0, DEL and C1: ECMA-48), what turns the
 * direction of writing (Unicode's bidirectional controls), and what cannot be seen at all,
 * so that two names would look alike. The joiners U+200C and U+200D stay: Persian and
 * emoji need them.
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/**
 * Text that came from a file name, a CSV, a library or the database, made safe to show:
 * control characters, among them the escape sequences of terminals, become visible as
 * \u001b and the like.
 */
export function printable(text: string): string {
  return text.replace(UNSAFE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The same of a text of several lines, which stay lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/**
 * A value as one line of JSON that a terminal shows as it is: JSON.stringify leaves C1 and
 * bidirectional controls alone, and inside a JSON string `printable` writes what stands for
 * the very same character.
 */
export function jsonLine(value: unknown): string {
  return printable(JSON.stringify(value));
}

/** A value from a cell or a file name, printable, cut when it has more than `most` characters. */
export function excerpt(text: string, most = 120): string {
  // A character has two code units at most: the rest of a very long text is not looked at.
  const characters = [...text.slice(0, 2 * most + 1)];
  if (characters.length <= most) return printable(text);
  return `${printable(characters.slice(0, most - 3).join(''))}...`;
}

/** A name in double quotes, printable, cut when it is very long. */
export function quoted(text: string): string {
  return `"${excerpt(text)}"`;
}

/** What is told of a path at most: as long a one is typed by nobody, and its end says most. */
const PATH_MOST = 240;
const PATH_BEGINNING = 60;

/** A path, printable; of a very long one the middle is left out. */
export function pathText(path: string): string {
  if (path.length <= PATH_MOST) return printable(path);
  const end = path.slice(PATH_BEGINNING + 3 - PATH_MOST);
  return printable(`${path.slice(0, PATH_BEGINNING)}...${end}`.toWellFormed());
}

/** The same in double quotes. */
export function quotedPath(path: string): string {
  return `"${pathText(path)}"`;
}

/** What an error of the system or of a library says, as one printable line that is not too long. */
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

/** A number with its thousands apart: "1,234". (`toLocaleString` takes 25 ms for its first.) */
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

function shellQuoted(text: string): string {
  return /^[\w./@:+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** What may be meant, for a question: "a, b or c". */
export function alternatives(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most);
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}
