import { packNames, packSpec } from '../models/packs.js';

/** The name of a pack with this encoder; undefined when there is none on this machine. */
export function packOf(encoder: string): string | undefined {
  return packNames().find((name) => packSpec(name).encoder.id === encoder);
}
