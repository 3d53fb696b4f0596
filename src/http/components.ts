type Json = Readonly<Record<string, unknown>>;

interface Described {
  readonly paths?: unknown;
  readonly components?: { readonly schemas?: Json };
}

/**
 * The description without schemas that nothing in it is made of: the registry has each one as it is
 * sent and as it is received, and those of the command line.
 */
export function withUsedSchemas<Document extends Described>(document: Document): Document {
  const all = document.components?.schemas ?? {};
  const used = new Set<string>();
  const follow = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    for (const [name, value] of Object.entries(part)) {
      if (name === '$ref' && typeof value === 'string') use(value.split('/').at(-1) ?? '');
      else follow(value);
    }
  };
  const use = (name: string): void => {
    if (used.has(name)) return;
    used.add(name);
    follow(all[name]);
  };
  follow(document.paths);
  const schemas = Object.fromEntries(Object.entries(all).filter(([name]) => used.has(name)));
  return { ...document, components: { ...document.components, schemas } };
}
