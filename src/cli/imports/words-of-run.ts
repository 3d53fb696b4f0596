import { resolve } from 'node:path';
import type { JournalRun } from '../../domain/journal-run.js';
import { withoutPassword } from '../../domain/without-password.js';
import { shownPath } from '../../operations/shown-path.js';

/** Options that the database does not remember of a run, and whether they name a file. */
const OPTIONS = [
  ['--key-file', true],
  ['--queue', false],
  ['--queue-key-file', true],
] as const;

/** What a run was told of its key and its queue, in words for another command. */
export function wordsOfRun(
  { commandLine, workingFolder }: Pick<JournalRun, 'commandLine' | 'workingFolder'>,
  shownFrom: string,
): readonly string[] {
  return OPTIONS.flatMap(([option, isFile]) => {
    const value = lastValue(commandLine ?? [], option);
    if (value === undefined) return [];
    return [
      option,
      isFile && workingFolder !== null
        ? shownPath(resolve(workingFolder, value), shownFrom)
        : withoutPassword(value),
    ];
  });
}

/** The value that counts where an option is given more than once: `--queue <value>` or `--queue=<value>`. */
function lastValue(words: readonly string[], option: string): string | undefined {
  // What stands behind "--" are arguments alone.
  const end = words.indexOf('--');
  const options = end < 0 ? words : words.slice(0, end);
  const at = options.findLastIndex((word) => word === option || word.startsWith(`${option}=`));
  const word = options[at];
  return word === option ? options[at + 1] : word?.slice(option.length + 1);
}
