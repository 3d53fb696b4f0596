/** The kind of a file by its first bytes; a name proves nothing. */
export type Sniffed =
  | { readonly photo: 'jpeg' | 'png' }
  | { readonly photo: undefined; readonly format: string; readonly advice?: string };

const EXPORT_AS_JPEG =
  'Export the photo as JPEG (on an iPhone: Settings, Camera, Formats, Most Compatible).';
const NOT_THAT_JPEG =
  'Export the photo as an ordinary JPEG: this is another format, though its name is like it.';
const DEVELOP =
  'Export the photo as JPEG from the program of the camera, or let the camera save JPEG.';

/** What iPhones and some others make of a photo. */
const HEIC = 'a HEIC photo';

/** First bytes of formats that arrive under the name of a photo; Latin-1, `.` matches any byte. */
const SIGNATURES: readonly (readonly [pattern: RegExp, format: string, advice?: string])[] = [
  [/^GIF8/, 'a GIF picture'],
  [/^RIFF....WEBP/s, 'a WebP picture'],
  [/^BM....\0\0\0\0/s, 'a BMP picture'],
  [/^\0\0\0\x0cjP {2}\r\n\x87\n/, 'a JPEG 2000 picture', NOT_THAT_JPEG],
  [/^\xff\x4f\xff\x51/, 'a JPEG 2000 picture', NOT_THAT_JPEG],
  [/^\0\0\0\x0cJXL \r\n\x87\n/, 'a JPEG XL picture', NOT_THAT_JPEG],
  [/^\xff\x0a/, 'a JPEG XL picture', NOT_THAT_JPEG],
  [/^II\xbc\x01/, 'a JPEG XR picture', NOT_THAT_JPEG],
  [
    /^(II\*\0....CR|FUJIFILMCCD-RAW|IIU\0|IIR[OS]\x08\0|MMOR\0\0)/s,
    "a camera's raw photo",
    DEVELOP,
  ],
  [/^....ftypcrx /s, "a camera's raw photo", DEVELOP],
  [/^(II\*\0|MM\0\*)/, 'a TIFF picture'],
  [/^(II\+\0|MM\0\+)/, 'a BigTIFF picture'],
  [/^...[\x14-\x40]ftyp(avi[fs]|(mif1|miaf).{4,44}avi[fs])/s, 'an AVIF picture'],
  [/^....ftyp(hei[cxms]|hev[cxms]|mif[12]|msf1)/s, HEIC, EXPORT_AS_JPEG],
  [/^....ftyp/s, 'a video'],
  [/^\x8bJNG\r\n\x1a\n/, 'a JNG picture'],
  [/^P[56]\s+(#[^\n]*\n)?\d+\s+\d+\s+\d+\s/, 'a Netpbm picture'],
  [/^\0\0[\x01\x02]\0[\x01-\xff]\0/, 'an icon'],
  [/^gimp xcf/, 'a GIMP file'],
  [/^[\s\S]{128}DICM/, 'a DICOM file'],
  [/^(%!PS|\xc5\xd0\xd3\xc6)/, 'a PostScript file'],
  [/^8BPS/, 'a Photoshop file'],
  [/^%PDF/, 'a PDF document'],
  [/^PK\x03\x04/, 'a ZIP archive or an office document'],
  [/^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/, 'an old office document, such as an .xls workbook'],
  [/^\x1f\x8b\x08/, 'a gzip archive'],
  [/^Rar!\x1a\x07/, 'a RAR archive'],
  [/^7z\xbc\xaf\x27\x1c/, 'a 7z archive'],
  [/^SQLite format 3\0/, 'an SQLite database'],
  [/^\{\\rtf/, 'an RTF document'],
  [/^(?:\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?<svg/is, 'an SVG drawing'],
  [
    /^(?:\xef\xbb\xbf)?\s*(<!--.*?-->\s*)?<(!doctype html|html|head|body|meta|style|table)\b/is,
    'an HTML page',
  ],
  [/^(?:\xef\xbb\xbf)?\s*<\?xml/i, 'an XML file'],
];

/** Number of bytes that `sniff` looks at. */
export const SNIFF_BYTES = 512;

/** The format of a file by its first bytes (`SNIFF_BYTES` are enough). */
export function sniff(bytes: Uint8Array): Sniffed {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, SNIFF_BYTES));
  const text = head.toString('latin1');
  if (text.startsWith('\xff\xd8\xff')) return { photo: 'jpeg' };
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return { photo: 'png' };
  for (const [pattern, format, advice] of SIGNATURES) {
    if (pattern.test(text)) {
      return advice ? { photo: undefined, format, advice } : { photo: undefined, format };
    }
  }
  const isText = !/[\x00-\x08\x0e-\x1f]/.test(text);
  return { photo: undefined, format: isText ? 'a text file' : 'of an unknown format' };
}

/** Whether it is what iPhones make of a photo unless they are asked for a JPEG. */
export function isHeicPhoto(bytes: Uint8Array): boolean {
  const sniffed = sniff(bytes);
  return sniffed.photo === undefined && sniffed.format === HEIC;
}
