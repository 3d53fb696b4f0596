/** What a file is by its first bytes; a name proves nothing. */
export type Sniffed =
  | { readonly photo: 'jpeg' | 'png' }
  | { readonly photo: undefined; readonly format: string; readonly advice?: string };

const EXPORT_AS_JPEG =
  'Export the photo as JPEG (on an iPhone: Settings, Camera, Formats, Most Compatible).';

/** First bytes of the formats that arrive under the name of a photo; Latin-1, `.` stands for any byte. */
const SIGNATURES: readonly (readonly [pattern: RegExp, format: string, advice?: string])[] = [
  [/^GIF8/, 'a GIF picture'],
  [/^RIFF....WEBP/s, 'a WebP picture'],
  [/^BM....\0\0\0\0/s, 'a BMP picture'],
  [/^(II\*\0|MM\0\*)/, 'a TIFF picture'],
  [/^....ftyp(heic|heix|hevc|heim|heis|mif1|msf1)/s, 'a HEIC photo', EXPORT_AS_JPEG],
  [/^....ftypavi[fs]/s, 'an AVIF picture'],
  [/^....ftyp/s, 'a video'],
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

/** How many bytes `sniff` looks at. */
export const SNIFF_BYTES = 512;

/** Tells the format of a file from its first bytes (`SNIFF_BYTES` are enough). */
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
