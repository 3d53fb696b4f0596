/** What the header of a JPEG says, as far as decoding asks for it. */
export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  /** 1 is grey, 3 is colour, 4 is CMYK. */
  readonly components: number;
}

/** ITU-T T.81, table B.1. */
const START_OF_FRAME = { first: 0xc0, last: 0xcf, not: [0xc4, 0xc8, 0xcc] };
const START_OF_SCAN = 0xda;
/** Segments of applications; the first, JFIF, and the last, Adobe's, say nothing about size, turn or profile. */
const JFIF = 0xe0;
const ADOBE = 0xee;
const APPLICATION = { first: 0xe0, last: 0xef };

/**
 * Reads the header of a plain JPEG, one without EXIF, colour profile or anything else of
 * an application: what badge printers and face databases write. For any other, and for a
 * broken one, the answer is undefined, and libvips is to be asked. That takes ten times
 * as long, and for a small photo a fifth of its decoding.
 */
export function plainJpegHeader(bytes: Uint8Array): JpegHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  let header: JpegHeader | undefined;
  for (let at = 2; at + 10 <= bytes.length; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at) - 0xff00;
    // Up to here EXIF or a profile may come, behind the frame header, too.
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

/** Tables, comments and restart intervals, and the two harmless segments of applications. */
function isPlain(marker: number): boolean {
  if (marker >= APPLICATION.first && marker <= APPLICATION.last) {
    return marker === JFIF || marker === ADOBE;
  }
  return marker === 0xc4 || marker === 0xcc || (marker >= 0xdb && marker <= 0xfe);
}
