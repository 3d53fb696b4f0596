import type { Context, Contexts } from './context.js';
import type { ExtractedPhoto, Host } from './host.js';
import type { Rows, ValuesOf } from './options/row.js';

/** What an operation is told by its place: `<user-id>` of a command, an argument of a call. */
export interface Argument {
  readonly text: string;
  /** Paths are opened from the folder that the user is in. */
  readonly kind: 'text' | 'file' | 'folder' | 'photo';
  /** Any number of them, the last argument; `optional` where none is enough. */
  readonly many?: true;
  readonly optional?: true;
  /** What is meant where none is named. */
  readonly default?: string;
}

export type Arguments = Readonly<Record<string, Argument>>;

type ArgumentValue<One extends Argument> = One extends { readonly many: true }
  ? readonly string[]
  : One extends { readonly optional: true }
    ? string | undefined
    : string;

/** All that an operation is told. */
export type InputOf<A extends Arguments, O extends Rows> = {
  readonly [Name in keyof A]: ArgumentValue<A[Name]>;
} & ValuesOf<O>;

/** Does it: within what is open, for whoever asked. */
type Run<Input, Output, Where = Context> = (
  context: Where,
  input: Input,
) => Output | Promise<Output>;

/** How a database is opened. */
export interface Needs {
  /** Whether it is changed; with `dryRun` nothing is. */
  readonly access: 'read' | 'write';
  /** Whether templates or images are opened: always, or where there are some. Without it no key is asked for. */
  readonly key?: 'needed' | 'taken';
}

/**
 * One thing that can be done, for all interfaces: command, call and request are made of it. What
 * it takes to do it is loaded when it is done, so that help does not wait for it.
 */
export interface Operation<
  A extends Arguments,
  O extends Rows,
  Output,
  Opens extends keyof Contexts = keyof Contexts,
> extends Needs {
  /** As it is typed: "users list". */
  readonly name: string;
  /** What it does, in a sentence. */
  readonly summary: string;
  readonly arguments: A;
  readonly options: O;
  /** What is opened: a collection must be there, one that is only named need not; a `file` is named, and not opened; of one that is `made` the operation says when; one of `records` is opened for moments. */
  readonly opens: Opens;
  /** What one input needs, where some need less than others. */
  readonly needs?: (input: InputOf<A, O>) => Needs;
  /** Whether it deletes for good: an error says that nothing was. */
  readonly deletes?: true;
  /**
   * Whether it may be done while imports look at photos: it changes single users or faces, in one
   * transaction. Imports read those again before they decide.
   */
  readonly besideRuns?: true;
  /**
   * Looks at the photos of one input. A host that many share does that before it opens the database
   * to write, which nobody else does meanwhile.
   */
  readonly look?: (host: Host, input: InputOf<A, O>) => Promise<AsyncIterable<ExtractedPhoto>>;
  /** Refuses what cannot be meant, before anything is opened. */
  readonly check?: (
    input: InputOf<A, O>,
    place: { readonly reference?: string | undefined },
  ) => void;
  readonly load: () => Promise<Run<InputOf<A, O>, Output, Contexts[Opens]>>;
}

/** Says of an operation what it is, with the types that follow. */
export function operation<
  const A extends Arguments,
  O extends Rows,
  Output,
  const Opens extends keyof Contexts,
>(definition: Operation<A, O, Output, Opens>): Operation<A, O, Output, Opens> {
  return definition;
}
