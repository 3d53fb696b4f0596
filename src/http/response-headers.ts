/** What a header of an answer is, for the description. */
interface Header {
  readonly type: 'string' | 'integer';
  readonly description: string;
}

const LOCATION: Header = { type: 'string', description: 'where it is found' };
const ETAG: Header = { type: 'string', description: 'changes with whatever is told of it' };
const RETRY_AFTER: Header = { type: 'integer', description: 'seconds after which to try again' };

/** Headers of answers by their status, beside those that all have. */
const HEADERS: Readonly<Record<string, Readonly<Record<string, Header>>>> = {
  201: { Location: LOCATION },
  202: { Location: LOCATION },
  429: { 'Retry-After': RETRY_AFTER },
  503: { 'Retry-After': RETRY_AFTER },
};

interface Described {
  readonly headers?: unknown;
  readonly response?: unknown;
}

/** The schema of a route with the headers of its answers: a request that names an ETag has got one. */
export function withResponseHeaders<Schema extends Described>(schema: Schema): Schema {
  const { headers, response } = schema;
  if (typeof response !== 'object' || response === null) return schema;
  const isTagged = /"if-(?:none-)?match"/.test(JSON.stringify(headers ?? null));
  const all = Object.entries(response).map(([status, described]) => {
    const added = status === '200' && isTagged ? { ETag: ETAG } : HEADERS[status];
    return [status, added ? { ...described, headers: added } : described];
  });
  return { ...schema, response: Object.fromEntries(all) };
}
