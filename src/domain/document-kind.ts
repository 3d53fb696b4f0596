import { PHOTO_EXTENSION } from './photo-extension.js';
import { sniff } from './photo-format.js';

/** What a file is that is neither a CSV nor a folder, and what kind of content it may hold. */
export interface DocumentKind {
  /** "a ZIP archive of photos". */
  readonly format: string;
  readonly family: /** A spreadsheet can save it as a CSV. */
  'table' | 'archive' | 'photo' | 'templates' | 'other';
}

/** Enough bytes of a file to show the first names in an archive. */
export const DOCUMENT_BYTES = 8192;

/** Families of formats named by `sniff`, unless the format has none. */
const FAMILIES: Readonly<Record<string, DocumentKind['family']>> = {
  'an old office document, such as an .xls workbook': 'table',
  'an HTML page': 'table',
  'an XML file': 'table',
  'a gzip archive': 'archive',
  'a RAR archive': 'archive',
  'a 7z archive': 'archive',
};

/** Texts made for programs; a list of people does not begin like this. */
const TEXTS: readonly (readonly [pattern: RegExp, kind: DocumentKind])[] = [
  [/^\s*\{"format":"faceenroll-templates"/, { format: 'a template file', family: 'templates' }],
  [/^\s*(\[\s*)?[{[]\s*["{[\]}\d]/, { format: 'a JSON file', family: 'other' }],
  [
    /^(insert|replace)\s+into\b|^(create|drop)\s+(table|database|schema)\b|^set\s+(names|statement_timeout|sql_mode)\b|^begin\s+transaction\b|^pragma\s+foreign_keys\b|^use\s+[`[]/i,
    { format: 'an SQL dump', family: 'other' },
  ],
  [/^begin:vcard/i, { format: 'a vCard file', family: 'other' }],
  [
    /^(mime-version|from|date|subject):\s[^\n]*\n[\s\S]*content-type:/i,
    { format: 'a MIME document', family: 'table' },
  ],
];

/** Formats that `sniff` does not look for in a photo, by their first bytes. */
const BINARIES: readonly (readonly [pattern: RegExp, kind: DocumentKind])[] = [
  [/^\xfd7zXZ\0/, { format: 'an xz archive', family: 'archive' }],
  [/^BZh[1-9]1AY&SY/, { format: 'a bzip2 archive', family: 'archive' }],
  [/^\x28\xb5\x2f\xfd/, { format: 'a Zstandard archive', family: 'archive' }],
  [/^[\s\S]{257}ustar/, { format: 'a tar archive', family: 'archive' }],
  [/^PK\x05\x06/, { format: 'an empty ZIP archive', family: 'archive' }],
  [/^PAR1/, { format: 'a Parquet file', family: 'other' }],
  [/^(?:\xff\xfe\0\0|\0\0\xfe\xff)/, { format: 'a text in UTF-32', family: 'table' }],
];

/** Comments before a database dump; each alternative has a fixed end, which bounds backtracking. */
const SQL_COMMENTS = /^(?:\s*(?:--[^\n]*\n|\/\*[\s\S]*?\*\/;?))*\s*/;

/** The kind of a file by its first bytes (`DOCUMENT_BYTES`); undefined if it may be a CSV. */
export function documentKind(bytes: Uint8Array): DocumentKind | undefined {
  const head = Buffer.from(bytes.subarray(0, DOCUMENT_BYTES)).toString('latin1');
  const binary = BINARIES.find(([pattern]) => pattern.test(head));
  if (binary !== undefined) return binary[1];
  const text = textOf(bytes);
  const beginning = text.replace(SQL_COMMENTS, '');
  const named = TEXTS.find(([pattern]) => pattern.test(beginning));
  if (named !== undefined) return named[1];
  const sniffed = sniff(Buffer.from(text, 'latin1'));
  if (sniffed.photo !== undefined) {
    return { format: `a ${sniffed.photo.toUpperCase()} photo`, family: 'photo' };
  }
  const { format } = sniffed;
  if (format === 'a text file' && /^\s*<[?!a-z]/i.test(text)) {
    return { format: 'an XML or HTML file', family: 'table' };
  }
  if (format === 'a text file' || format === 'of an unknown format') return undefined;
  if (text.startsWith('PK')) return zipKind(text);
  if (format === 'an XML file' && /progid="Excel\.Sheet"|<(\w+:)?Workbook\b/.test(text)) {
    return { format: 'an XML spreadsheet', family: 'table' };
  }
  return { format, family: FAMILIES[format] ?? 'other' };
}

/** Latin-1, which preserves bytes; UTF-16 with a byte order mark, as from Excel, is decoded. */
function textOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, DOCUMENT_BYTES));
  if (head[0] === 0xff && head[1] === 0xfe) return head.subarray(2).toString('utf16le');
  if (head[0] === 0xfe && head[1] === 0xff) {
    const even = Buffer.from(head.subarray(2, head.length - (head.length % 2)));
    return even.swap16().toString('utf16le');
  }
  const text = head.toString('latin1');
  return text.startsWith('\xef\xbb\xbf') ? text.slice(3) : text;
}

/** Before a file name in a ZIP archive: 26 bytes, two for the length of the name, two more. */
const ZIP_HEADER = /PK\x03\x04[\s\S]{22}([\s\S]{2})[\s\S]{2}/g;

/** The content of a ZIP archive, as office documents are, by the names of its first files. */
function zipKind(text: string): DocumentKind {
  const names = [...text.matchAll(ZIP_HEADER)].map(({ 0: header, 1: length = '', index }) => {
    const start = index + header.length;
    return text.slice(start, start + length.charCodeAt(0) + 256 * length.charCodeAt(1));
  });
  const has = (pattern: RegExp): boolean => names.some((name) => pattern.test(name));
  const open = /mimetypeapplication\/vnd\.oasis\.opendocument\.(spreadsheet|\w)/.exec(text)?.[1];
  if (open === 'spreadsheet') return { format: 'an OpenDocument spreadsheet', family: 'table' };
  if (has(/^xl\//)) return { format: 'an Excel workbook', family: 'table' };
  if (has(/\.iwa$/)) return { format: 'a Numbers or other iWork document', family: 'table' };
  if (open !== undefined || has(/^(word|ppt)\//)) {
    return { format: 'an office document', family: 'other' };
  }
  if (names.length === 0 || has(/^(\[Content_Types\]\.xml$|_rels\/|docProps\/)/)) {
    return { format: 'an office document, such as an Excel workbook', family: 'table' };
  }
  if (has(PHOTO_EXTENSION)) return { format: 'a ZIP archive of photos', family: 'archive' };
  return { format: 'a ZIP archive', family: 'archive' };
}
