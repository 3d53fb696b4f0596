import { Argument, Command } from 'commander';
import type { Context } from '../operations/context.js';
import type { Arguments, InputOf, Operation, Argument as Told } from '../operations/operation.js';
import type { Row, Rows, ValuesOf } from '../operations/options/row.js';
import {
  COLLECTION_OPTIONS,
  DATABASE_OPTION,
  KEY_OPTION,
  WRITE_OPTIONS,
} from '../operations/options/where.js';
import type { Place } from '../operations/perform.js';
import type { CommandHost } from './command-host.js';
import { hostOf, type Io } from './io.js';
import { addRows, attributeOf, kebabCase } from './options/rows.js';

/** Tells a result, and returns the exit code unless it is 0. */
export type Show<Output, Shown extends Rows = { readonly json: Row<boolean, false> }> = (
  output: Output,
  shown: ValuesOf<Shown>,
  io: Io,
  context: Context,
) => unknown;

/** What the command line adds to an operation. */
export interface Face<O extends Rows, Output, Shown extends Rows> {
  /** Examples, and what else stands below the options. */
  readonly help: string;
  /** Options that say how the result is told. */
  readonly shown: Shown;
  /** Refuses what cannot be done as it was said, before anything is opened. */
  readonly check?: (values: ValuesOf<O> & ValuesOf<Shown>, io: Io) => void;
  readonly load: () => Promise<Show<Output, Shown>>;
}

/** The command of an operation: its last word is the command's name. */
export function commandOf<A extends Arguments, O extends Rows, Output, Shown extends Rows>(
  operation: Operation<A, O, Output>,
  host: CommandHost,
  face: Face<O, Output, Shown>,
): Command {
  const { name, summary, options } = operation;
  const command = new Command(name.split(' ').at(-1)).description(summary);
  for (const [word, told] of Object.entries(operation.arguments)) {
    command.addArgument(argumentOf(word, told));
  }
  const rows = { ...options, ...placeOptions(operation), ...face.shown };
  return addRows(command, rows)
    .addHelpText('after', face.help)
    .action(async (...given: unknown[]) => {
      const self = given.at(-1) as Command;
      const values = valuesOf(self, rows);
      face.check?.(values as unknown as ValuesOf<O> & ValuesOf<Shown>, host.io);
      const words = Object.keys(operation.arguments).map((word, i) => [word, given[i]]);
      const input = { ...values, ...Object.fromEntries(words) } as InputOf<A, O>;
      const { perform } = await import('../operations/perform.js');
      const show = await face.load();
      const told = (output: Output, context: Context) =>
        show(output, values as unknown as ValuesOf<Shown>, host.io, context);
      const place = values as unknown as Place;
      const code = await perform(operation, input, place, hostOf(host.io), told);
      if (typeof code === 'number') host.exitCode = code;
    });
}

function argumentOf(name: string, { text, many, optional }: Told): Argument {
  const word = `${kebabCase(name)}${many ? '...' : ''}`;
  return new Argument(optional ? `[${word}]` : `<${word}>`, text);
}

const PLACES: Readonly<Record<Operation<Arguments, Rows, unknown>['opens'], Rows>> = {
  collection: COLLECTION_OPTIONS,
  'named collection': COLLECTION_OPTIONS,
  database: DATABASE_OPTION,
  nothing: {},
};

/** Where it is done: what such an operation opens says what is to be named. */
function placeOptions({
  opens,
  access,
  key,
}: Pick<Operation<Arguments, Rows, unknown>, 'opens' | 'access' | 'key'>): Rows {
  return {
    ...PLACES[opens],
    ...(key && KEY_OPTION),
    ...(access === 'write' && WRITE_OPTIONS),
  };
}

/** What the flags, the environment and the configuration file say, by the names of the rows. */
function valuesOf(command: Command, rows: Rows): Readonly<Record<string, unknown>> {
  const said = Object.entries(rows).map(
    ([name, row]) => [name, command.getOptionValue(attributeOf(name, row))] as const,
  );
  return Object.fromEntries(said.filter(([, value]) => value !== undefined));
}
