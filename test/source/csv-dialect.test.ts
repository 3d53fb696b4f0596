import { describe, expect, test } from 'vitest';
import { FatalError } from '../../src/domain/fatal-error.js';
import type { CsvOptions } from '../../src/source/csv.js';
import { CsvFolder } from '../support/csv-files.js';

const folder = new CsvFolder();
const csv = folder.open.bind(folder);

async function table(
  content: string | Uint8Array,
  options: Partial<CsvOptions> = {},
): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for await (const { row, cells } of (await csv(content, options)).entries()) {
    rows.push([row, ...cells]);
  }
  return rows;
}

async function refusal(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FatalError);
  return (error as FatalError).message;
}

function encoded(text: string, encoding: string): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text);
  const bytes = Buffer.from(text, 'utf16le');
  return encoding === 'utf-16le' ? bytes : bytes.swap16();
}

const DELIMITERS = [',', ';', '\t'];
const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be'];
const LINE_ENDS = ['\n', '\r\n', '\r'];

describe('every dialect is recognized', () => {
  const dialects = DELIMITERS.flatMap((delimiter) =>
    ENCODINGS.flatMap((encoding) =>
      ['\ufeff', ''].flatMap((mark) => LINE_ENDS.map((end) => [delimiter, encoding, mark, end])),
    ),
  ) as [string, string, string, string][];

  test.each(dialects)('%j %s %j %j', async (delimiter, encoding, mark, end) => {
    const rows = [
      ['user_id', 'name', 'note'],
      ['007', 'Zoë 一二 😀', '"a,b;c\td"'],
      ['', '', ''],
      ['2', '""', `"line 1${end}line 2"`],
    ];
    const text = rows.map((row) => row.join(delimiter)).join(end) + end;
    const source = await csv(encoded(mark + text, encoding));
    expect(source.delimiter).toBe(delimiter);
    expect(source.headings).toEqual(['user_id', 'name', 'note']);
    expect(await table(encoded(mark + text, encoding))).toEqual([
      [2, '007', 'Zoë 一二 😀', 'a,b;c\td'],
      [4, '2', '', `line 1${end}line 2`],
    ]);
    expect(await table(encoded(mark + text.trimEnd(), encoding))).toHaveLength(2);
  });
});

describe('the delimiter', () => {
  test.each([
    ['the one that gives a user ID', 'user_id;a,b,c,d\n1;x\n', ';'],
    ['not one inside quotes', '"a;b;c;d",user_id\nx,1\n', ','],
    ['the most frequent where all give one', 'user_id\n1\n', ','],
    ['the one that Excel names', 'sep=|\nuser_id|a;b\n1|x\n', '|'],
  ])('is %s', async (_, content, delimiter) => {
    expect((await csv(content)).delimiter).toBe(delimiter);
    expect((await table(content))[0]?.[0]).toBe(2);
  });

  test('without a user ID is the most frequent, for the message', async () => {
    expect(await refusal(csv('a;b;c,d\n'))).toContain('"a", "b" and "c,d"');
  });

  test.each([
    ['|', '|'],
    ['tab', '\t'],
    ['\\t', '\t'],
    [';', ';'],
  ])('is %j when the operator says so', async (given, delimiter) => {
    const source = await csv(`user_id${delimiter}a,b,c\n`, { delimiter: given });
    expect(source.headings).toEqual(['user_id', 'a,b,c']);
  });

  test.each(['', ',,', '"', '\n'])('cannot be %j', async (delimiter) => {
    expect(await refusal(csv('user_id\n', { delimiter }))).toContain('--delimiter');
  });

  test('that is wrong leaves no user ID', async () => {
    expect(await refusal(csv('user_id,name\n', { delimiter: ';' }))).toContain('"user_id,name"');
  });
});

describe('line ends', () => {
  test('may be mixed', async () => {
    expect(await table('user_id,n\r\n1,a\n2,b\r3,c\r\n')).toEqual([
      [2, '1', 'a'],
      [3, '2', 'b'],
      [4, '3', 'c'],
    ]);
  });

  test.each(LINE_ENDS)(
    '%j is found wherever a chunk of the file ends',
    { timeout: 30_000 },
    async (end) => {
      // A stream reads 64 KiB at once; the lines move over that border one byte at a time.
      for (let shift = 0; shift < 12; shift += 1) {
        const rows = Array.from({ length: 9000 }, (_, index) => `${index},ä\u00a0b`);
        const text = ['user_id,name', `x${'y'.repeat(shift)},z`, ...rows].join(end);
        const read = await table(text);
        expect(read).toHaveLength(9001);
        expect(read.at(-1)).toEqual([9002, '8999', 'ä\u00a0b']);
      }
    },
  );
});

describe('the encoding', () => {
  test('that the operator names decodes the file', async () => {
    const bytes = Buffer.from('user_id,name\n1,Jos\xe9 \x80 \x93x\x94\n', 'latin1');
    expect(await table(bytes, { encoding: 'windows-1252' })).toEqual([[2, '1', 'José € “x”']]);
  });

  test.each([
    ['shift_jis', [0x93, 0xfa, 0x96, 0x7b], '日本'],
    ['gb18030', [0xc4, 0xe3, 0xba, 0xc3], '你好'],
    ['iso-2022-jp', [0x1b, 0x24, 0x42, 0x46, 0x7c, 0x1b, 0x28, 0x42], '日'],
  ])('can be %s', async (encoding, name, text) => {
    const bytes = Buffer.concat([Buffer.from('user_id,name\n1,'), Buffer.from(name)]);
    expect(await table(bytes, { encoding })).toEqual([[2, '1', text]]);
  });

  test('of a file with a byte order mark is what the mark says', async () => {
    expect(await table('\ufeffuser_id,name\n1,é\n', { encoding: 'windows-1252' })).toEqual([
      [2, '1', 'é'],
    ]);
  });

  test('is refused when nobody knows it', async () => {
    expect(await refusal(csv('user_id\n', { encoding: 'ebcdic' }))).toContain(
      '--encoding "ebcdic" is not known',
    );
  });

  test('of UTF-16 without a mark is seen in a file that is mostly Chinese', async () => {
    const map = new Map([['工号', 'user_id']]);
    const text = `工号,姓名\n${'7,李一\n8,丁小龍\n'.repeat(100)}`;
    for (const encoding of ['utf-16le', 'utf-16be']) {
      const rows = await table(encoded(text, encoding), { map });
      expect(rows.slice(0, 2)).toEqual([
        [2, '7', '李一'],
        [3, '8', '丁小龍'],
      ]);
    }
  });

  test('keeps a replacement character that the customer wrote', async () => {
    expect(await table('user_id,name\n1,\ufffd\n')).toEqual([[2, '1', '\ufffd']]);
  });
});

describe('bytes that are no text', () => {
  test('are named with their line and with encodings to try', async () => {
    const bytes = Buffer.from('user_id,name\r\n1,Anna\r\n2,Jos\xe9 Mu\xf1oz\r\n', 'latin1');
    const message = await refusal(table(bytes));
    expect(message).toContain('is not utf-8 text: line 3 has the byte 0xE9 after "2,Jos"');
    expect(message).toContain('--encoding windows-1252');
    expect(message).toContain('shift_jis, gb18030');
  });

  test('in the headings are refused when the file is opened', async () => {
    const message = await refusal(csv(Buffer.from('user_id,Gr\xf6\xdfe\n1,a\n', 'latin1')));
    expect(message).toContain('line 1 has the byte 0xF6 after "user_id,Gr"');
  });

  test.each([
    ['utf-8', [0xc3], '0xC3'],
    ['utf-8', [0xed, 0xa0, 0x80], '0xED'],
    ['shift_jis', [0x93], '0x93'],
    ['utf-16le', [0x00, 0xd8], '0x00'],
    ['utf-16le', [0x41], '0x41'],
  ])('at the end of a %s file are not lost: %j', async (encoding, bytes, byte) => {
    const start = 'user_id,name\n1,a';
    const text = encoding === 'utf-16le' ? encoded(start, encoding) : Buffer.from(start);
    const message = await refusal(table(Buffer.concat([text, Buffer.from(bytes)]), { encoding }));
    expect(message).toContain(`line 2 has the byte ${byte} after "1,a"`);
  });

  test('are found deep in a file, and the rows before them are read', async () => {
    const rows = Array.from({ length: 50_000 }, (_, index) => `${index},Zoë\r\n`).join('');
    const bytes = Buffer.concat([
      Buffer.from(`user_id,name\r\n${rows}x,`),
      Buffer.of(0xff),
      Buffer.from(`\r\n${rows}`),
    ]);
    const source = await csv(bytes);
    let read = 0;
    const reading = (async () => {
      for await (const _ of source.entries()) read += 1;
    })();
    expect(await refusal(reading)).toContain('line 50002 has the byte 0xFF after "x,"');
    expect(read).toBeGreaterThan(40_000);
  });
});
