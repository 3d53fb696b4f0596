type Schemas = Readonly<Record<string, unknown>>;

/** What is described, with the schemas that have names. */
interface Description {
  readonly components?: { readonly schemas?: Schemas };
}

/** A description without the named schemas to which nothing in it leads. */
export function withoutUnused<D extends Description>(description: D): D {
  const schemas = description.components?.schemas ?? {};
  const rest = { ...description, components: { ...description.components, schemas: {} } };
  const used = new Map<string, unknown>();
  const follow = (value: unknown): void => {
    for (const name of referredTo(value)) {
      if (used.has(name) || !Object.hasOwn(schemas, name)) continue;
      used.set(name, schemas[name]);
      follow(schemas[name]);
    }
  };
  follow(rest);
  const kept = Object.entries(schemas).filter(([name]) => used.has(name));
  return { ...rest, components: { ...rest.components, schemas: Object.fromEntries(kept) } };
}

function referredTo(value: unknown): readonly string[] {
  const references = JSON.stringify(value).matchAll(/"\$ref":"#\/components\/schemas\/([^"/]+)"/g);
  return [...references].map(([, name = '']) => name);
}
