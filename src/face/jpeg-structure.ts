/** What precedes a JPEG's first scan, as far as it helps to check completeness. */
export interface JpegStructure {
  readonly frame: JpegFrame | undefined;
  /** Offset of the first scan's marker; undefined when there is none. */
  readonly scan: number | undefined;
  /** Byte ranges between segments that belong to none. */
  readonly strays: readonly (readonly [from: number, to: number])[];
  /** Offsets of the JFIF and Adobe segments; of several Adobe segments, the last. */
  readonly jfif: number | undefined;
  readonly adobe: number | undefined;
  /** First symbol of each AC Huffman table, which has the shortest code, by table number. */
  readonly firstSymbols: ReadonlyMap<number, number>;
}

/** The frame header, which determines the kind of JPEG. */
export interface JpegFrame {
  /** Low byte of the marker: 0xc0 is baseline, 0xc2 progressive. */
  readonly marker: number;
  /** Bits per sample. */
  readonly precision: number;
  readonly components: number;
}

/** Low bytes of markers: ITU-T T.81, table B.1; 0xf7 is JPEG-LS (T.87). */
const MARKER = {
  sos: 0xda,
  eoi: 0xd9,
  dht: 0xc4,
  jfif: 0xe0,
  adobe: 0xee,
  frames: [
    ...[0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7],
    ...[0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf, 0xf7],
  ],
} as const;

/** More such ranges than any writer leaves; such a file is garbage. */
const MOST_STRAYS = 64;

/** Reads the segments of a JPEG up to its first scan; undefined when they are invalid. */
export function readStructure(bytes: Uint8Array): JpegStructure | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const strays: (readonly [number, number])[] = [];
  const firstSymbols = new Map<number, number>();
  let [frame, jfif, adobe]: [JpegFrame?, number?, number?] = [];
  let at = 2;
  while (strays.length <= MOST_STRAYS) {
    const found = nextMarker(bytes, at);
    if (found > at) strays.push([at, found]);
    at = found;
    if (at + 4 > bytes.length) return undefined;
    const marker = bytes[at + 1] as number;
    const length = view.getUint16(at + 2);
    if (marker === MARKER.eoi) return undefined;
    if (marker === MARKER.sos) return { frame, scan: at, strays, jfif, adobe, firstSymbols };
    if (isAlone(marker)) {
      at += 2;
      continue;
    }
    if (at + 2 + length > bytes.length) return undefined;
    if (isFrame(marker) && length >= 8) {
      frame ??= { marker, precision: view.getUint8(at + 4), components: view.getUint8(at + 9) };
    }
    if (marker === MARKER.dht) readTables(bytes, at + 4, at + 2 + length, firstSymbols);
    if (marker === MARKER.jfif && says(bytes, at, 'JFIF\0') && length >= 16) jfif ??= at;
    if (marker === MARKER.adobe && says(bytes, at, 'Adobe') && length >= 14) adobe = at;
    at += 2 + length;
  }
  return undefined;
}

/** Offset of the next marker, including fill bytes before it. */
function nextMarker(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at + 1 < bytes.length) {
    const next = bytes[at + 1];
    if (bytes[at] === 0xff && next !== 0x00 && next !== 0xff) return at;
    at += 1;
  }
  return bytes.length;
}

function isFrame(marker: number): boolean {
  return (MARKER.frames as readonly number[]).includes(marker);
}

/** Whether a marker has no length: restarts, TEM and a second SOI. */
function isAlone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/** Whether an application segment begins with this name. */
function says(bytes: Uint8Array, segment: number, name: string): boolean {
  for (let i = 0; i < name.length; i += 1) {
    if (bytes[segment + 4 + i] !== name.charCodeAt(i)) return false;
  }
  return true;
}

/** Sixteen code counts, by code length, then the symbols, those with the shortest codes first. */
function readTables(bytes: Uint8Array, from: number, to: number, first: Map<number, number>): void {
  let at = from;
  while (at + 17 < to) {
    const table = bytes[at] as number;
    let symbols = 0;
    for (let i = 1; i <= 16; i += 1) symbols += bytes[at + i] as number;
    if (table >> 4 === 1) first.set(table & 15, bytes[at + 17] as number);
    at += 17 + symbols;
  }
}
