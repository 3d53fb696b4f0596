import type { ChalkInstance } from 'chalk';

/** A heading, lines of code, a table, an item of a list with its further lines, or a paragraph. */
const BLOCK =
  /^#+ .*\n|(?:^ {4}.*\n)+|(?:^\|.*\n)+|^(?:-|\d+\.) .*\n(?:^ {2,3}\S.*\n)*|(?:^(?!#|\||- |\d+\. )\S.*\n)+/gm;

/** Code, and what a link becomes: lines are not broken within, unless it is long. */
const WHOLE = /`[^`]*`|\[help [\w-]+\]|"faceenroll help [\w-]+"/g;
const GLUE = '\u00a0';

/** A table whose last column would be narrower is told row by row. */
const LEAST_COLUMN = 40;

/**
 * Markdown of our own topics as text: paragraphs and tables laid out for `width`, with the marks
 * of code where colors cannot tell it. It knows no more than the topics use.
 */
export function markdownText(markdown: string, width: number, style: ChalkInstance): string {
  const isColored = style.level > 0;
  const marks = isColored ? /\*\*|`/g : /\*\*/g;
  const length = (text: string): number => text.replace(marks, '').length;
  const pad = (text: string, to: number): string =>
    text + ' '.repeat(Math.max(0, to - length(text)));

  function paint(text: string): string {
    const bold = text.replace(/\*\*([\s\S]+?)\*\*/g, (_, inner: string) => style.bold(inner));
    return isColored ? bold.replace(/`([^`]+)`/g, (_, code: string) => style.cyan(code)) : bold;
  }

  /** The words of `text` in lines behind `indent`, the first one behind `start`. */
  function wrap(text: string, indent: string, start = indent): string {
    const lines = [start];
    const glued = text.replace(WHOLE, (all) => (all.length > 42 ? all : all.replaceAll(' ', GLUE)));
    for (const word of glued.match(/[^ \n]+/g) ?? []) {
      const line = lines.at(-1) ?? '';
      const isBegun = line !== (lines.length === 1 ? start : indent);
      if (!isBegun) lines.splice(-1, 1, line + word);
      else if (length(line) + 1 + length(word) <= width) lines.splice(-1, 1, `${line} ${word}`);
      else lines.push(indent + word);
    }
    return lines.join('\n').replaceAll(GLUE, ' ');
  }

  function table([head = [], , ...rows]: readonly (readonly string[])[]): string {
    const widths = head.map((_, n) =>
      Math.max(...[head, ...rows].map((row) => length(row[n] ?? ''))),
    );
    const last = widths.pop() ?? 0;
    const lead = widths.reduce((sum, one) => sum + one + 2, 0);
    if (width - lead < Math.min(last, LEAST_COLUMN))
      return rows.map((row) => term(head, row)).join('');
    const ruler = [...widths, Math.min(last, width - lead)].map((one) => '-'.repeat(one));
    const line = (row: readonly string[]): string => {
      const start = widths.map((one, n) => `${pad(row[n] ?? '', one)}  `).join('');
      return `${wrap(row.at(-1) ?? '', ' '.repeat(lead), start).trimEnd()}\n`;
    };
    return [head, ruler, ...rows].map(line).join('');
  }

  /** A row of a table that is too wide: its first cell, and the others below. */
  function term(
    [, ...labels]: readonly string[],
    [first = '', ...cells]: readonly string[],
  ): string {
    const most = labels.length > 1 ? Math.max(...labels.map(length)) + 2 : 0;
    const below = cells.map((cell, n) => {
      return `${wrap(cell, ' '.repeat(4 + most), `    ${pad(labels[n] ?? '', most).slice(0, most)}`)}\n`;
    });
    return (first && `${wrap(`**${first}**`, '  ', '')}\n`) + below.join('');
  }

  function block(source: string): string {
    if (source.startsWith('    ')) return source.replace(/^ {2}/gm, '');
    if (source.startsWith('|')) return paint(table(source.trimEnd().split('\n').map(cellsOf)));
    const [, mark = '', text = ''] = /^(#+ |- |\d+\. |)([\s\S]*)$/.exec(source) ?? [];
    if (!mark.startsWith('#')) return `${paint(wrap(text, ' '.repeat(mark.length), mark))}\n`;
    const title = text.trim().replaceAll('`', '');
    return `${style.bold(title)}\n${(mark === '# ' ? '=' : '-').repeat(title.length)}\n`;
  }

  return linksAsText(markdown.replace(/^<!--.*-->\n/gm, '')).replace(BLOCK, block);
}

/** A link to another topic says which it is. */
function linksAsText(markdown: string): string {
  return markdown.replace(/\[([^\]]+)\]\(([^)#]*)[^)]*\)/g, (_, text: string, path: string) => {
    const [, topic] = /^([\w-]+)\.md$/.exec(path) ?? [];
    if (topic) return topic === text ? `"faceenroll help ${topic}"` : `${text} [help ${topic}]`;
    const file = path.replace(/^(?:\.\.\/)+/, '');
    return file === '' || file === text ? text : `${text} (${file})`;
  });
}

/** The first cell names its row, and needs no marks of code. */
function cellsOf(line: string): readonly string[] {
  const cells = line.slice(1, -1).split(/(?<!\\)\|/);
  const [first = '', ...others] = cells.map((cell) => cell.trim().replaceAll('\\|', '|'));
  return [first.replaceAll('`', ''), ...others];
}
