import { Argument, Command } from 'commander';
import type { ItemOutcome } from '../domain/outcome.js';
import type { Context, Contexts, HostContext } from '../operations/context.js';
import type { DeletionPlan } from '../operations/host.js';
import type { Arguments, InputOf, Operation, Argument as Told } from '../operations/operation.js';
import type { Rows, ValuesOf } from '../operations/options/row.js';
import {
  COLLECTION_OPTIONS,
  DATABASE_OPTION,
  KEY_OPTION,
  WRITE_OPTIONS,
} from '../operations/options/where.js';
import type { Place } from '../operations/perform.js';
import type { CommandHost } from './command-host.js';
import { typedCommand } from './command-line.js';
import { isGiven } from './config/apply.js';
import type { Io } from './io.js';
import type { JsonOutput } from './options/output.js';
import { addRows, attributeOf, kebabCase } from './options/rows.js';

/** Tells a result, and returns the exit code unless it is 0. */
export type Show<Output, Shown extends Rows = JsonOutput, Where extends HostContext = Context> = ((
  output: Output,
  shown: ValuesOf<Shown>,
  io: Io,
  context: Where,
) => unknown) & {
  /** Tells an outcome of a batch; before the result. */
  readonly outcome?: ((item: ItemOutcome, shown: ValuesOf<Shown>, io: Io) => unknown) | undefined;
  /** Shows who would be deleted, and asks where that is needed. */
  readonly agree?: (plan: DeletionPlan, shown: ValuesOf<Shown>, io: Io) => Promise<void>;
};

/** What the command line adds to an operation. */
export interface Face<
  A extends Arguments,
  O extends Rows,
  Output,
  Shown extends Rows,
  Where extends HostContext = Context,
> {
  /** Examples, and what else stands below the options. */
  readonly help: string;
  /** Options that say how the result is told. */
  readonly shown: Shown;
  /** Refuses what cannot be done as it was said, before anything is opened. */
  readonly check?: (input: InputOf<A, O> & ValuesOf<Shown>, io: Io) => void;
  /** What is told when a signal ends it in good order: "no backup was made". */
  readonly interrupted?: string;
  readonly load: () => Promise<Show<Output, Shown, Where>>;
}

/** The command of an operation: its last word is the command's name. */
export function commandOf<
  A extends Arguments,
  O extends Rows,
  Output,
  Shown extends Rows,
  Opens extends keyof Contexts,
>(
  operation: Operation<A, O, Output, Opens>,
  host: CommandHost,
  face: Face<A, O, Output, Shown, Contexts[Opens]>,
): Command {
  const { io } = host;
  const { name, summary } = operation;
  const rows = rowsOf(operation, face);
  const command = new Command(name.split(' ').at(-1)).description(summary);
  for (const [word, told] of Object.entries(operation.arguments)) {
    command.addArgument(argumentOf(word, told));
  }
  addRows(command, rows).addHelpText('after', face.help);
  return command.action(async (...given: unknown[]) => {
    const values = valuesOf(command, rows);
    const words = Object.keys(operation.arguments).map((word, i) => [word, given[i]]);
    const input = { ...values, ...Object.fromEntries(words) } as InputOf<A, O> & ValuesOf<Shown>;
    const shown = values as unknown as ValuesOf<Shown>;
    face.check?.(input, io);
    const { perform } = await import('../operations/perform.js');
    const show = await face.load();
    const { outcome, agree } = show;
    const telling = {
      ...{ quiet: values.quiet === true, interrupted: face.interrupted },
      // What only reads, and opens no template, is done in a moment.
      isShort: operation.access === 'read' && !operation.key && IS_STORE.has(operation.opens),
      typed: typedCommand(command, io),
      outcome: outcome && ((item: ItemOutcome) => outcome(item, shown, io)),
      agree: agree && ((plan: DeletionPlan) => agree(plan, shown, io)),
    };
    const place = {
      ...(values as unknown as Place),
      isGiven: (option: string) => isGiven(command, attributeOf(option, rows[option])),
    };
    const { atWork } = await import('./at-work.js');
    const code = await atWork(io, telling, (working) =>
      perform(operation, input, place, working, (output, context) => {
        context.host.progress(undefined);
        return show(output, shown, io, context);
      }),
    );
    if (typeof code === 'number') host.exitCode = code;
  });
}

/** What is opened for an operation, which then works in it at once. */
const IS_STORE: ReadonlySet<keyof Contexts> = new Set(['collection', 'database']);

/** All options of a command: the operation's, where it is done, how its result is told. */
function rowsOf(
  operation: Pick<Operation<Arguments, Rows, unknown>, 'options' | 'opens' | 'access' | 'key'>,
  { shown }: { readonly shown: Rows },
): Rows {
  return { ...operation.options, ...placeOptions(operation), ...shown };
}

function argumentOf(name: string, { text, many, optional, default: usual }: Told): Argument {
  const word = `${kebabCase(name)}${many ? '...' : ''}`;
  const isNeeded = !optional && usual === undefined;
  const argument = new Argument(isNeeded ? `<${word}>` : `[${word}]`, text);
  return usual === undefined ? argument : argument.default(usual);
}

/** Where it is done: what such an operation opens says what is to be named. */
function placeOptions({
  opens,
  access,
  key,
}: Pick<Operation<Arguments, Rows, unknown>, 'opens' | 'access' | 'key'>): Rows {
  if (opens === 'nothing') return {};
  if (opens === 'file') return DATABASE_OPTION;
  const { wait } = WRITE_OPTIONS;
  // What it changes may be done later, by another process.
  if (opens === 'records') return { ...COLLECTION_OPTIONS, ...(access === 'write' && { wait }) };
  return {
    ...(opens === 'database' ? DATABASE_OPTION : COLLECTION_OPTIONS),
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
