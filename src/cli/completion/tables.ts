import type { CommandWords, Value } from './words.js';

/**
 * What bash and zsh look up, as functions that both understand (POSIX sh). A command is
 * named as it is typed, "users list"; the program itself by the empty string.
 *
 * - `_faceenroll_is_command "users list"` succeeds when there is such a command.
 * - `_faceenroll_options "users list"` prints its options.
 * - `_faceenroll_arguments "users"` prints what its arguments are.
 * - `_faceenroll_value "users list --db"` prints what the option takes, nothing for a flag.
 *
 * What something is: `words` and the words, `file`, `folder`, or `text`.
 */
export function tables(commands: readonly CommandWords[]): string {
  const named = commands.filter(({ name }) => name !== '');
  const isCommand = `_faceenroll_is_command() {
  case "$1" in
    ${named.map(({ name }) => `'${name}'`).join(' | ')}) return 0 ;;
  esac
  return 1
}
`;
  const options = commands.map(({ name, options }) => [
    name,
    options.map(({ long }) => long).join(' '),
  ]);
  const values = commands.flatMap(({ name, options }) =>
    options.flatMap(({ long, value }) => (value ? [[`${name} ${long}`, shownValue(value)]] : [])),
  );
  const args = commands.map(({ name, subcommands, argument }) => {
    const names = subcommands.map((one) => one.name);
    return [name, shownValue(names.length > 0 ? names : argument)];
  });
  return [
    isCommand,
    table('_faceenroll_options', options),
    table('_faceenroll_value', values),
    table('_faceenroll_arguments', args),
  ].join('\n');
}

/** What something is, as the scripts have it. */
export function shownValue(value: Value): string {
  return typeof value === 'string' ? value : `words ${value.join(' ')}`;
}

/** A function that prints the text of a key; keys of one text stand together. */
function table(name: string, entries: readonly (readonly string[])[]): string {
  const keys = new Map<string, string[]>();
  for (const [key = '', text = ''] of entries) keys.set(text, [...(keys.get(text) ?? []), key]);
  const cases = [...keys].map(([text, all]) => {
    return `    ${all.map((key) => `'${key}'`).join(' | ')}) echo '${text}' ;;\n`;
  });
  return `${name}() {\n  case "$1" in\n${cases.join('')}  esac\n}\n`;
}
