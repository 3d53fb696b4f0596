/** The fields of a JPEG header that decoding needs. */
export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  /** 1 is gray, 3 is color, 4 is CMYK. */
  readonly components: number;
}

/** ITU-T T.81, table B.1. */
const START_OF_FRAME = { first: 0xc0, last: 0xcf, not: [0xc4, 0xc8, 0xcc] };
const START_OF_SCAN = 0xda;
/** Application segments. The first (JFIF) and last (Adobe) do not affect size, orientation or profile. */
const JFIF = 0xe0;
const ADOBE = 0xee;
const APPLICATION = { first: 0xe0, last: 0xef };

/**
 * Reads the header of a plain JPEG, without EXIF, color profile or other application data, as badge
 * printers and face databases write it. Undefined for any other or a broken one, which libvips must
 * read; that takes ten times as long, a fifth of decoding a small photo.
 */
export function plainJpegHeader(bytes: Uint8Array): JpegHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  let header: JpegHeader | undefined;
  for (let at = 2; at + 10 <= bytes.length; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at) - 0xff00;
    // EXIF or a profile may follow the frame header, up to here.
    if (marker === START_OF_SCAN) return header;
    if (isFrame(marker) && !header) header = readFrame(view, at);
    else if (!isPlain(marker)) return undefined;
  }
  return undefined;
}

function readFrame(view: DataView, at: number): JpegHeader {
  return {
    height: view.getUint16(at + 5),
    width: view.getUint16(at + 7),
    components: view.getUint8(at + 9),
  };
}

function isFrame(marker: number): boolean {
  const { first, last, not } = START_OF_FRAME;
  return marker >= first && marker <= last && !not.includes(marker);
}

/** Tables, comments and restart intervals, and the two harmless application segments. */
function isPlain(marker: number): boolean {
  if (marker >= APPLICATION.first && marker <= APPLICATION.last) {
    return marker === JFIF || marker === ADOBE;
  }
  return marker === 0xc4 || marker === 0xcc || (marker >= 0xdb && marker <= 0xfe);
}
