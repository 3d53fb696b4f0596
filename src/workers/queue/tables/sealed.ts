/**
 * What is sealed, as base64. node-postgres takes results as text, in which PostgreSQL writes bytes as
 * hexadecimal numbers: a photo would come over the line in twice its size, and not in 1.35 times.
 */
export const SEALED_AS_TEXT = "encode(sealed, 'base64') AS sealed";

/** A row whose bytes came as text, with its bytes. */
export function withSealed<Row extends { readonly sealed: string }>(
  row: Row,
): Omit<Row, 'sealed'> & { readonly sealed: Buffer } {
  return { ...row, sealed: Buffer.from(row.sealed, 'base64') };
}
