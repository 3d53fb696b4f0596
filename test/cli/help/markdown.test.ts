import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { markdownText } from '../../../src/cli/help/markdown.js';
import { topicNamed, topicNames } from '../../../src/cli/help/topics.js';

const PLAIN = new Chalk({ level: 0 });

function text(markdown: string, width = 40): string {
  return markdownText(`${markdown}\n`, width, PLAIN).trimEnd();
}

describe('Markdown as text', () => {
  it('underlines headings, and wraps paragraphs without breaking short code', () => {
    expect(
      text('# A `b`\n\nOne two\nthree four five six seven `eight nine` **ten\neleven**.'),
    ).toBe(
      ['A b', '===', '', 'One two three four five six seven', '`eight nine` ten eleven.'].join(
        '\n',
      ),
    );
  });

  it('indents further lines of items, and leaves the words of code as they are', () => {
    expect(text('- one two three four five six\n  seven eight\n- nine\n\n    $ a   b', 24)).toBe(
      ['- one two three four', '  five six seven eight', '- nine', '', '  $ a   b'].join('\n'),
    );
  });

  it('aligns the columns of a table, and wraps the last one where they do not fit', () => {
    const table =
      '| option | what |\n|---|---|\n| `--a b\\|c` | one two three four five six seven eight |';
    expect(text(table, 60)).toBe(
      [
        'option   what',
        '-------  ---------------------------------------',
        '--a b|c  one two three four five six seven eight',
      ].join('\n'),
    );
    const long = `${table.slice(0, -1)}nine ten |`;
    expect(text(long, 52)).toBe(
      [
        'option   what',
        `-------  ${'-'.repeat(43)}`,
        '--a b|c  one two three four five six seven eight',
        '         nine ten',
      ].join('\n'),
    );
  });

  it('tells a table that is too wide row by row', () => {
    const table =
      '| code | what | do |\n|---|---|---|\n| A_CODE | something that happened today | a thing |\n| | more | |';
    expect(text(table, 30)).toBe(
      [
        'A_CODE',
        '    what  something that',
        '          happened today',
        '    do    a thing',
        '    what  more',
        '    do',
      ].join('\n'),
    );
  });

  it('says which topic a link leads to', () => {
    const links = 'See [words](words.md), [a table](json.md#x), [here](#y), [S.md](../../S.md).';
    expect(text(links, 90)).toBe('See "faceenroll help words", a table [help json], here, S.md.');
  });

  it('shows code and what is bold by colors where there are any', () => {
    const colored = markdownText('**Bold** and `code`.\n', 80, new Chalk({ level: 1 }));
    expect(colored).toBe('\u001b[1mBold\u001b[22m and \u001b[36mcode\u001b[39m.\n');
  });
});

describe('every topic', () => {
  it.each(topicNames())('%s fits into 80 columns, but for code', (name) => {
    const lines = markdownText(topicNamed(name)?.markdown ?? '', 80, PLAIN).split('\n');
    expect(lines.length).toBeGreaterThan(10);
    const isCode = (line: string): boolean => line.startsWith('  ');
    expect(lines.filter((line) => line.length > 80 && !isCode(line))).toEqual([]);
    expect(lines.filter((line) => /\]\(|<!--|\|---|\*\*/.test(line))).toEqual([]);
  });
});
