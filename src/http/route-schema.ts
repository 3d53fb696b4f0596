import { z } from 'zod';
import { envelope, errorEnvelope, problemDetails } from './envelopes.js';
import { idempotencyHeader } from './idempotency.js';
import { REASONS } from './reasons.js';

/** Data in the envelope; null for no body, `whole` for another one of JSON, `text` for one of this media type. */
export type Data = z.ZodType | null | { readonly whole: z.ZodType } | { readonly text: string };

/** The data of each answer that is a success, by its status. */
export type DataOf = Readonly<Record<number, Data>>;

/** Errors that every request may be answered with. */
const USUAL_ERRORS = [400, 401, 403, 404, 429, 500, 503];

/** Of an `Idempotency-Key` that is in use, or was used for something else. */
const ERRORS_OF_POST = [409, 422];

/** What is described of a route. */
interface Described {
  readonly method: string;
  readonly headers?: z.ZodObject;
  readonly form?: object;
  readonly data: DataOf;
  readonly errors?: readonly number[];
}

/** Headers that a route looks at, beside the key. */
export function headersOf({ method, headers }: Described): { headers?: z.ZodObject } {
  const shape = { ...headers?.shape, ...(method === 'POST' && idempotencyHeader.shape) };
  return Object.keys(shape).length > 0 ? { headers: z.object(shape) } : {};
}

/** The schema of each answer of a route. */
export function responsesOf(route: Described): Record<number, z.ZodType | object> {
  const good = Object.entries(route.data).map(([status, data]) => [status, bodyOf(status, data)]);
  const own = [
    ...(route.form ? [408, 413, 415] : []),
    ...(route.method === 'POST' ? ERRORS_OF_POST : []),
  ];
  const statuses = [...new Set([...USUAL_ERRORS, ...own, ...(route.errors ?? [])])];
  const bad = statuses.map((status) => [
    status,
    {
      description: reasonOf(status),
      content: {
        'application/json': { schema: errorEnvelope },
        'application/problem+json': { schema: problemDetails },
      },
    },
  ]);
  return Object.fromEntries([...good, ...bad]);
}

function bodyOf(status: string, data: Data): z.ZodType | object {
  if (data === null) return z.null().describe(reasonOf(status));
  if (data instanceof z.ZodType) return responseOf(status, envelope(data));
  if ('whole' in data) return responseOf(status, data.whole);
  return responseOf(status, z.string(), data.text);
}

/** An answer as the description has it: the framework describes it by its schema unless told. */
export function responseOf(status: number | string, schema: z.ZodType, type = 'application/json') {
  return { description: reasonOf(status), content: { [type]: { schema } } };
}

function reasonOf(status: number | string): string {
  return REASONS[Number(status)] ?? '';
}
