import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Scope } from '../domain/scopes.js';
import type { Contexts } from '../operations/context.js';
import type { Arguments, Operation } from '../operations/operation.js';
import type { Rows } from '../operations/options/row.js';
import { WRITE_OPTIONS } from '../operations/options/where.js';
import type { Answer } from './answer.js';
import { checked } from './issues.js';
import { paramsOf } from './params.js';
import { type Asked, performed, startedRows, type Values } from './performed.js';
import { photoForm, photosOf } from './photos.js';
import { addRoute } from './route.js';
import type { Data } from './route-schema.js';
import { byRow, offered, schemaOf } from './rows.js';
import type { Server } from './server.js';
import { type Texts, textsOf, typed } from './texts.js';

/** Where a request says an argument: in its address, in its body, as the photos that it brings, or nowhere. */
type Source = { readonly path: string } | { readonly body: string } | 'photos' | undefined;

/** For whom an operation was done, and where. */
interface Done<Where> {
  readonly ask: Asked;
  readonly context: Where;
  /** Values of the rows that only the interface has: the page of a list. */
  readonly own: Values;
}

/** What the interface adds to an operation. */
export interface HttpFace<
  A extends Arguments,
  O extends Rows,
  Output,
  Opens extends keyof Contexts,
> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below /api/v1. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly scope: Scope;
  /** The operation's own unless told. */
  readonly summary?: string;
  readonly description?: string;
  readonly arguments: { readonly [Name in keyof A]: Source };
  /** Rows of the operation that are not offered. */
  readonly without?: readonly (keyof O & string)[];
  /** Rows that the operation does not have. */
  readonly own?: Rows;
  readonly data: Readonly<Record<number, Data>>;
  readonly errors?: readonly number[];
  /** Headers beside those that every route has. */
  readonly headers?: z.ZodObject;
  /** What is done in place of the operation, by what the request says: to change a thing only as it was. */
  readonly instead?: (
    operation: Operation<A, O, Output, Opens>,
    ask: Asked,
  ) => Operation<A, O, Output, Opens>;
  /** Values that the request may not choose. @throws {Problem} when the key may not do this. */
  readonly fixed?: (ask: Asked, given: Values) => Values;
  readonly answer: (output: Output, done: Done<Contexts[Opens]>) => Answer | Promise<Answer>;
}

/** Adds the route of an operation, which is the same that a command does. */
export function addOperation<
  A extends Arguments,
  O extends Rows,
  Output,
  Opens extends keyof Contexts,
>(
  app: FastifyInstance,
  server: Server,
  operation: Operation<A, O, Output, Opens>,
  face: HttpFace<A, O, Output, Opens>,
): void {
  const { path, own = {} } = face;
  const sources = Object.entries(face.arguments) as [string, Source][];
  const ofOperation = startedRows(offered(operation.options, face.without), server.service);
  const rows = { ...ofOperation, ...referenceOf(operation), ...own };
  const said = sources.flatMap(([name, source]) =>
    typeof source === 'object' && 'body' in source
      ? [[source.body, z.string().describe(operation.arguments[name]?.text ?? name)] as const]
      : [],
  );
  const takesPhotos = sources.some(([, source]) => source === 'photos');
  const schema = schemaOf(rows, Object.fromEntries(said), { mayClear: face.method === 'PATCH' });
  const isQuery = face.method === 'GET' || face.method === 'DELETE';
  addRoute(app, server, {
    ...{ method: face.method, path, operationId: face.operationId, tag: face.tag },
    ...{ scope: face.scope, params: paramsOf(path), data: face.data },
    summary: face.summary ?? operation.summary,
    ...(face.description !== undefined && { description: face.description }),
    ...(face.errors && { errors: face.errors }),
    ...(face.headers && { headers: face.headers }),
    ...(isQuery && { query: schema, typedQuery: (texts: Texts) => typed(rows, texts) }),
    ...(takesPhotos && { form: photoForm(schema) }),
    ...(!isQuery && !takesPhotos && { body: schema }),
    answer: (ask) => {
      const asked = ask as Asked;
      const photos = takesPhotos ? photosOf(ask.form) : undefined;
      const given = givenBy(asked, { isQuery, takesPhotos, schema, rows });
      const named = byRow(rows, given);
      const input = {
        ...byRow(ofOperation, given),
        ...argumentsOf(operation.arguments, sources, { asked, given, photos }),
        ...face.fixed?.(asked, named),
      };
      const done = face.instead?.(operation, asked) ?? operation;
      return performed(
        server,
        done,
        input,
        asked,
        (output, context) => face.answer(output, { ask: asked, context, own: byRow(own, given) }),
        { named, photos },
      );
    },
  });
}

/** What is kept with audit rows of all that writes. */
function referenceOf({ access }: { readonly access: 'read' | 'write' }): Rows {
  return access === 'write' ? { reference: WRITE_OPTIONS.reference } : {};
}

interface Reading {
  readonly isQuery: boolean;
  readonly takesPhotos: boolean;
  readonly schema: z.ZodObject;
  readonly rows: Rows;
}

/** What the request says, checked: query and body are already, a form is read just now. */
function givenBy(ask: Asked, { isQuery, takesPhotos, schema, rows }: Reading): Values {
  if (isQuery) return ask.query as Values;
  if (!takesPhotos) return ask.body as Values;
  return checked(schema, typed(rows, textsOf(ask.form)));
}

interface Said {
  readonly asked: Asked;
  readonly given: Values;
  readonly photos: ReadonlyMap<string, unknown> | undefined;
}

function argumentsOf(
  known: Arguments,
  sources: readonly (readonly [string, Source])[],
  { asked, given, photos = new Map() }: Said,
): Values {
  const values = sources.map(([name, source]) => {
    if (source === undefined) return [name, undefined];
    if (source === 'photos') return [name, [...photos.keys()]];
    const value = 'path' in source ? asked.params[source.path] : given[source.body];
    return [name, known[name]?.many ? [value] : value];
  });
  return Object.fromEntries(values);
}
