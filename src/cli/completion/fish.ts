import type { CommandWords, OptionWords, Value } from './words.js';

/** Finds the command that is being typed, as the longest that its words name. */
const DRIVER = `
# Whether what is typed so far is exactly the command "users list", options left out.
function __faceenroll_at
    set -l command
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
        else if contains -- "$command $word" $__faceenroll_values
            set skip 1
        else if contains -- (string trim -- "$command $word") $__faceenroll_commands
            set command (string trim -- "$command $word")
        end
    end
    test "$command" = "$argv[1]"
end

complete -c faceenroll -f
`;

/** The script that fish reads for completions. */
export function fishScript(commands: readonly CommandWords[]): string {
  const names = commands.flatMap(({ name }) => (name === '' ? [] : [quote(name)]));
  const values = commands.flatMap(({ name, options }) =>
    options.flatMap(({ long, value }) => (value ? [quote(`${name} ${long}`)] : [])),
  );
  return [
    '# Completion of faceenroll for fish.',
    '',
    `set -g __faceenroll_commands ${names.join(' ')}`,
    `set -g __faceenroll_values ${values.join(' ')}`,
    DRIVER,
    ...commands.flatMap(lines),
    '',
  ].join('\n');
}

function lines({ name, subcommands, options, argument }: CommandWords): readonly string[] {
  const at = `complete -c faceenroll -n ${quote(`__faceenroll_at ${quote(name)}`)}`;
  return [
    ...subcommands.map((one) => `${at} -a ${quote(one.name)} -d ${quote(one.description)}`),
    ...(subcommands.length === 0 && argument !== 'text' ? [`${at} ${candidates(argument)}`] : []),
    ...options.map((option) => `${at} ${optionLine(option)}`),
  ];
}

function optionLine({ long, description, value }: OptionWords): string {
  const takes = value === undefined ? '' : value === 'text' ? ' -x' : ` ${optionValue(value)}`;
  return `-l ${long.slice(2)}${takes} -d ${quote(description)}`;
}

function optionValue(value: Value): string {
  return value === 'file' ? '-r -F' : `-x ${candidates(value)}`;
}

function candidates(value: Value): string {
  if (value === 'file') return '-F';
  if (value === 'folder') return "-a '(__fish_complete_directories)'";
  return `-a ${quote(typeof value === 'string' ? '' : value.join(' '))}`;
}

/** In single quotes fish takes only these two characters for special. */
function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
