/** A name as SQL takes it, whatever is in it (PostgreSQL, section 4.1.1: quoted identifiers). */
export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
