import type { RouteOptions } from 'fastify';
import { z } from 'zod';

/** What zod knows of a schema beside its shape. */
type Meta = NonNullable<ReturnType<typeof z.globalRegistry.get>>;

/**
 * The schemas of a server's own routes with their names. zod's registry is the process's: another
 * server in it may have other schemas of the same names.
 */
export class OwnSchemas {
  readonly registry = z.registry<Meta>();
  readonly #seen = new Set<unknown>();

  /** Adds whatever schemas a route has. */
  add({ schema, config }: Pick<RouteOptions, 'schema' | 'config'>): void {
    this.#visit([schema, config?.form]);
  }

  /** Whatever a schema is made of is somewhere in its definition. */
  #visit(value: unknown): void {
    if (typeof value !== 'object' || value === null || this.#seen.has(value)) return;
    this.#seen.add(value);
    if (!(value instanceof z.ZodType)) {
      for (const member of Object.values(value)) this.#visit(member);
      return;
    }
    const meta = z.globalRegistry.get(value);
    if (meta) this.registry.add(value, meta);
    this.#visit(value.def);
  }
}
