/**
 * The encoders as numbers, which the interface has for versions. A number stays with its encoder; it
 * says which templates are of one encoder, and not which encoder is better.
 */
const VERSIONS: Readonly<Record<string, number>> = {
  'dlib-resnet29-128': 1,
  'mobilefacenet-tf-192': 2,
  'face-reidentification-retail-0095-256': 3,
  'mobilefacenet-tf-retail-0095-448': 4,
  'sface-2021dec-128': 5,
  'arcface-w600k-r50-512': 6,
};

/** Above the table's numbers, within 31 bits. */
const FIRST_OF_OWN = 1_000;
const RANGE_OF_OWN = 2_000_000_000;

/** The number of an encoder; that of an operator's own model pack follows from its ID. */
export function encoderVersion(encoder: string): number {
  return VERSIONS[encoder] ?? FIRST_OF_OWN + (fnv1a(encoder) % RANGE_OF_OWN);
}

/** FNV-1a, 32 bits: the same number on every machine. */
function fnv1a(text: string): number {
  return Buffer.from(text).reduce(
    (hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0,
    0x811c9dc5,
  );
}
