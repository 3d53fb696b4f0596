import { describe, expect, it } from 'vitest';
import { SNIFF_BYTES, sniff } from '../../src/domain/photo-format.js';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const box = (brand: string): Buffer => latin1(`\0\0\0\x18ftyp${brand}\0\0\0\0`);

describe('what a file is by its first bytes', () => {
  it.each([
    ['a JFIF file', latin1('\xff\xd8\xff\xe0\0\x10JFIF'), 'jpeg'],
    ['an EXIF file', latin1('\xff\xd8\xff\xe1\0\x10Exif'), 'jpeg'],
    ['a JPEG without a header segment', latin1('\xff\xd8\xff\xdb'), 'jpeg'],
    ['a PNG', latin1('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'), 'png'],
  ])('%s is a photo', (_, bytes, photo) => {
    expect(sniff(bytes)).toEqual({ photo });
  });

  it.each([
    ['a GIF picture', latin1('GIF89a\x01\0')],
    ['a WebP picture', latin1('RIFF\x10\x20\0\0WEBPVP8 ')],
    ['a BMP picture', latin1('BM\x36\x10\x0e\0\0\0\0\0\x36\0\0\0')],
    ['a TIFF picture', latin1('II*\0\x08\0\0\0')],
    ['a TIFF picture', latin1('MM\0*\0\0\0\x08')],
    ['a HEIC photo', box('heic')],
    ['a HEIC photo', box('mif1')],
    ['an AVIF picture', box('avif')],
    ['an AVIF picture', latin1('\0\0\0\x20ftypmif1\0\0\0\0mif1avifmiaf')],
    ['a HEIC photo', box('hevx')],
    ['a HEIC photo', latin1('\0\0\0\x18ftypmif1\0\0\0\0mif1heic')],
    ['a JPEG 2000 picture', latin1('\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjp2 ')],
    ['a JPEG 2000 picture', latin1('\xff\x4f\xff\x51\0\x2f\0\0')],
    ['a JPEG XL picture', latin1('\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl ')],
    ['a JPEG XL picture', latin1('\xff\x0a\x78\x0c')],
    ['a JPEG XR picture', latin1('II\xbc\x01\x20\0\0\0')],
    ["a camera's raw photo", latin1('II*\0\x10\0\0\0CR\x02\0')],
    ["a camera's raw photo", box('crx ')],
    ["a camera's raw photo", latin1('FUJIFILMCCD-RAW 0201')],
    ['an icon', latin1('\0\0\x01\0\x03\0\x10\x10')],
    ['a Netpbm picture', latin1('P6\n# drawn\n320 400\n255\n\x07\x07')],
    ['a DICOM file', latin1(`${'\0'.repeat(128)}DICM\x02\0`)],
    ['a PostScript file', latin1('%!PS-Adobe-3.0 EPSF-3.0\n')],
    ['a video', box('mp42')],
    ['a Photoshop file', latin1('8BPS\0\x01')],
    ['a PDF document', latin1('%PDF-1.7\n')],
    ['a ZIP archive or an office document', latin1('PK\x03\x04\x14\0')],
    ['an SVG drawing', latin1('<svg xmlns="http://www.w3.org/2000/svg">')],
    ['an SVG drawing', latin1('<?xml version="1.0"?>\n<!-- made by hand -->\n<svg>')],
    ['an HTML page', latin1('\n<!DOCTYPE html><title>404</title>')],
    ['an HTML page', latin1('<html lang="en">')],
    ['an XML file', latin1('<?xml version="1.0"?><users/>')],
    ['a text file', latin1('user_id,name\r\n1,Ann\r\n')],
    ['of an unknown format', latin1('\x01\x02\x03\x04')],
    ['of an unknown format', latin1('RIFF\x04\0\0\0WAVEfmt ')],
  ])('%s is no photo, and is named', (format, bytes) => {
    expect(sniff(bytes)).toMatchObject({ photo: undefined, format });
  });

  it('tells owners of an iPhone how to save as JPEG', () => {
    expect(sniff(box('heic'))).toMatchObject({ advice: expect.stringContaining('iPhone') });
    expect(sniff(box('mp42'))).not.toHaveProperty('advice');
  });

  it.each(['\0\0\0\x0cJXL \r\n\x87\n', '\xff\x4f\xff\x51\0'])(
    'says that what is called JPEG, too, is another format',
    (bytes) => {
      expect(sniff(latin1(bytes))).toMatchObject({
        advice: expect.stringContaining('another format'),
      });
    },
  );

  it('does not take a text that begins with BM, II or RIFF for a picture', () => {
    for (const text of [
      'BMW, Audi and Porsche drivers',
      'II. Chapter',
      'RIFFRAFF is here',
      'P5\n2\nx',
    ]) {
      expect(sniff(latin1(text))).toEqual({ photo: undefined, format: 'a text file' });
    }
  });

  it('looks at the given part of a larger buffer only', () => {
    const file = Buffer.concat([Buffer.from('\x89PNG'), latin1('\xff\xd8\xff\xe0')]);
    expect(sniff(file.subarray(5))).toEqual({ photo: 'jpeg' });
  });

  it('needs no more than the bytes it asks for', () => {
    const svg = latin1(`<?xml version="1.0"?><!--${' '.repeat(400)}--><svg>${' '.repeat(9000)}`);
    expect(sniff(svg.subarray(0, SNIFF_BYTES))).toEqual(sniff(svg));
  });
});
