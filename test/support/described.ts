import type { FastifyInstance, InjectOptions } from 'fastify';
import { formOf } from './http-app.js';
import { photoOf } from './service.js';

/** A call of the interface as its description has it. */
export interface DescribedCall {
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With members in braces. */
  readonly path: string;
  /** What its body is. */
  readonly type: string | undefined;
  /** How a caller says who it is. */
  readonly by: 'key' | 'token';
}

interface DescribedOperation {
  readonly operationId: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
}

/** All calls that need a key, by the description that the server gives of itself. */
export function describedCalls(app: FastifyInstance): readonly DescribedCall[] {
  const paths = Object.entries(app.swagger().paths ?? {}) as [string, object][];
  return paths.flatMap(([path, methods]) =>
    Object.entries(methods as Readonly<Record<string, DescribedOperation>>).flatMap(
      ([method, { operationId, security, requestBody }]) => {
        if (security?.length === 0) return [];
        const by = security?.some(({ bearer }) => bearer) ? ('token' as const) : ('key' as const);
        const type = Object.keys(requestBody?.content ?? {})[0];
        const named = method.toUpperCase() as DescribedCall['method'];
        return [{ operationId, method: named, path, type, by }];
      },
    ),
  );
}

/** A request that would be done, if its caller might: `members` are those of addresses. */
export function requestOf(
  { method, path, type }: DescribedCall,
  members: Readonly<Record<string, string>>,
): InjectOptions {
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) => members[name] ?? name);
  return { method, url, ...(type && { payload: bodyOf(path, type) }) };
}

function bodyOf(path: string, type: string): object {
  if (path.startsWith('/api/face/')) {
    const image = photoOf('Mallory').bytes.toString('base64');
    return path.endsWith('/tags') ? ['chosen'] : [{ image }];
  }
  if (type === 'application/json') return { metadata: { chosen: true } };
  const photo = new Blob([photoOf('Mallory').bytes]);
  if (path.endsWith('.csv')) return formOf([['file', new Blob(['user_id\n9\n']), 'a.csv']]);
  if (!path.endsWith('/batch'))
    return formOf([
      ['external_id', '9'],
      ['image', photo, 'a.jpg'],
    ]);
  return formOf([
    ['external_ids[]', '9'],
    ['images[]', photo, 'a.jpg'],
  ]);
}
