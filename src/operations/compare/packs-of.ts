import { printable } from '../../domain/text.js';
import { packNames, packSpec } from '../../models/packs.js';

/** The name of a pack with this encoder; undefined when there is none on this machine. */
export function packOf(encoder: string): string | undefined {
  return packNames().find((name) => packSpec(name).encoder.id === encoder);
}

/** An encoder with the name of its pack, as it is told. */
export function encoderText(encoder: string): string {
  const pack = packOf(encoder);
  const of = pack === undefined ? 'no model pack that is installed' : `model pack ${pack}`;
  return printable(`${encoder} (${of})`);
}
