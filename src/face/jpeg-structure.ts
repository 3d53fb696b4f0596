/** What a JPEG says before its first scan, as far as it tells whether the whole picture is there. */
export interface JpegStructure {
  readonly frame: JpegFrame | undefined;
  /** Where the marker of the first scan begins; undefined when there is none. */
  readonly scan: number | undefined;
  /** Runs of bytes between the segments that belong to none, from and to. */
  readonly strays: readonly (readonly [from: number, to: number])[];
  /** Where the segments of JFIF and of Adobe begin; of several of Adobe's the last counts. */
  readonly jfif: number | undefined;
  readonly adobe: number | undefined;
  /** The shortest code of each Huffman table for AC coefficients, by the table's number. */
  readonly firstSymbols: ReadonlyMap<number, number>;
}

/** The frame header: what kind of JPEG it is. */
export interface JpegFrame {
  /** The low byte of the marker: 0xc0 is baseline, 0xc2 progressive. */
  readonly marker: number;
  /** Bits of a sample. */
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

/** More runs than any writer leaves behind: such a file is garbage. */
const MOST_STRAYS = 64;

/** Reads the segments of a JPEG up to its first scan; undefined when they lead nowhere. */
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

/** Where the next marker begins; bytes that fill up before it are part of it. */
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

/** Whether a marker has no length: restarts, TEM and a second beginning. */
function isAlone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/** The name that a segment of an application begins with. */
function says(bytes: Uint8Array, segment: number, name: string): boolean {
  for (let i = 0; i < name.length; i += 1) {
    if (bytes[segment + 4 + i] !== name.charCodeAt(i)) return false;
  }
  return true;
}

/** Sixteen counts of codes by their length, then the symbols, those of the shortest codes first. */
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
