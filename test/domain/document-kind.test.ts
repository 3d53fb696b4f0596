import { describe, expect, it } from 'vitest';
import { zip } from '../../fixtures/draw/bytes.js';
import { documentKind } from '../../src/domain/document-kind.js';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');

/** An archive of these files, one behind the other. */
const archive = (...names: string[]): Buffer => Buffer.concat(names.map((name) => zip(name, 'x')));

const OPEN_DOCUMENT = zip('mimetype', 'application/vnd.oasis.opendocument.spreadsheet');
const OPEN_TEXT = zip('mimetype', 'application/vnd.oasis.opendocument.text');

describe('what people name in place of a CSV or a folder', () => {
  it.each([
    [
      'an Excel workbook',
      archive('[Content_Types].xml', '_rels/.rels', 'xl/workbook.xml'),
      'table',
    ],
    ['an office document, such as an Excel workbook', archive('_rels/.rels'), 'table'],
    ['an office document, such as an Excel workbook', latin1('PK\x03\x04\x14'), 'table'],
    ['an office document', archive('[Content_Types].xml', 'word/document.xml'), 'other'],
    ['an OpenDocument spreadsheet', OPEN_DOCUMENT, 'table'],
    ['an office document', OPEN_TEXT, 'other'],
    ['a Numbers or other iWork document', archive('Index/Document.iwa', 'preview.jpg'), 'table'],
    ['a ZIP archive of photos', archive('readme.txt', 'photos/1001.JPG'), 'archive'],
    ['a ZIP archive', archive('users.csv'), 'archive'],
    [
      'an old office document, such as an .xls workbook',
      latin1('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'),
      'table',
    ],
    ['a RAR archive', latin1('Rar!\x1a\x07\x01\0'), 'archive'],
    ['a 7z archive', latin1('7z\xbc\xaf\x27\x1c\0\x04'), 'archive'],
    ['an xz archive', latin1('\xfd7zXZ\0\0\x04'), 'archive'],
    ['a bzip2 archive', latin1('BZh91AY&SY'), 'archive'],
    ['a tar archive', latin1(`${'users.csv'.padEnd(257, '\0')}ustar\0`), 'archive'],
    ['an empty ZIP archive', latin1(`PK\x05\x06${'\0'.repeat(18)}`), 'archive'],
    ['a Parquet file', latin1('PAR1\x15\x04'), 'other'],
    ['a text in UTF-32', latin1('\xff\xfe\0\0u\0\0\0'), 'table'],
    ['a gzip archive', latin1('\x1f\x8b\x08\0'), 'archive'],
    ['an HTML page', latin1('<table border=1><tr><td>user_id</td></tr></table>'), 'table'],
    ['an HTML page', utf16('<html xmlns:x="urn:schemas-microsoft-com:office:excel">'), 'table'],
    [
      'an XML spreadsheet',
      latin1('<?xml version="1.0"?>\n<ss:Workbook xmlns:ss="urn:x">'),
      'table',
    ],
    [
      'an XML spreadsheet',
      latin1('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><W>'),
      'table',
    ],
    ['an XML file', latin1('<?xml version="1.0"?><users><user id="1"/></users>'), 'table'],
    ['an XML or HTML file', latin1('<users><user id="1"/></users>'), 'table'],
    ['a JSON file', latin1('[{"user_id":"1001"}]'), 'other'],
    ['a JSON file', latin1('{\n  "users": []\n}'), 'other'],
    ['a template file', latin1('{"format":"faceenroll-templates","version":1}'), 'templates'],
    [
      'an SQL dump',
      latin1('-- MySQL dump 10.13\n--\n/*!40101 SET NAMES utf8 */;\nDROP TABLE x;'),
      'other',
    ],
    ['an SQL dump', latin1('INSERT INTO users VALUES (1);'), 'other'],
    ['a vCard file', latin1('BEGIN:VCARD\r\nVERSION:4.0\r\n'), 'other'],
    [
      'a MIME document',
      latin1('MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n'),
      'table',
    ],
    ['an RTF document', latin1('{\\rtf1\\ansi'), 'other'],
    ['a PDF document', latin1('%PDF-1.7\n'), 'other'],
    ['an SQLite database', latin1('SQLite format 3\0'), 'other'],
    ['a JPEG photo', latin1('\xff\xd8\xff\xe0'), 'photo'],
    ['a PNG photo', latin1('\x89PNG\r\n\x1a\n'), 'photo'],
    ['a HEIC photo', latin1('\0\0\0\x18ftypheic'), 'other'],
  ])('%s is called that', (format, bytes, family) => {
    expect(documentKind(bytes)).toEqual({ format, family });
  });

  it.each([
    'user_id,name\n1001,Ann\n',
    '"sep=;"\r\nuser_id;name\r\n',
    '-- Employees of 2026 --\nuser_id,name\n',
    'use case,user_id\n',
    'Date,From: city,user_id\n',
    'create,update,user_id\n',
    '[no],user_id\n',
    'ID;PW;user_id\n',
    'Picture,user_id\nBM,1\n',
  ])('%j may be a CSV', (text) => {
    expect(documentKind(Buffer.from(text))).toBeUndefined();
    expect(documentKind(Buffer.from(`\ufeff${text}`))).toBeUndefined();
    expect(documentKind(utf16(text))).toBeUndefined();
  });

  it.each(['--', '/*', '-- ', ' ', '<!--', 'PK\x03\x04'])(
    'a file of nothing but %j is told in no time',
    (piece) => {
      expect(() => documentKind(latin1(piece.repeat(9000)))).not.toThrow();
    },
  );
});
