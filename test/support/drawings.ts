import sharp, { type OutputInfo } from 'sharp';

/** A drawing of ours as gray pixels, row by row. */
export async function rendered(
  svg: string,
): Promise<{ readonly data: Buffer; readonly info: OutputInfo }> {
  // Where photos are decoded in the same process, no drawing can be read.
  sharp.unblock({ operation: ['VipsForeignLoadSvg'] });
  return sharp(Buffer.from(svg)).greyscale().raw().toBuffer({ resolveWithObject: true });
}
