/** Tables of the help and of models/README.md that are made from what a benchmark measured. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './support.js';

/** The option of a benchmark that has such a table. */
export const README_OPTION = {
  readme: { type: 'flag', help: 'write its table into the help topic, or models/README.md' },
};

/**
 * Puts a table in the place of the one between `<!-- name -->` and `<!-- /name -->`.
 *
 * @param rows the headings first; each as many cells
 */
export function writeTable(name, [headings, ...rows]) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const ruler = `|${'---|'.repeat(headings.length)}`;
  const table = [line(headings), ruler, ...rows.map(line)].join('\n');
  const marked = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
  const page = pages().find((path) => marked.test(readFileSync(path, 'utf8')));
  if (page === undefined) throw new Error(`no page has a table "${name}"`);
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(marked, (_, start, end) => `${start}${table}\n${end}`),
  );
}

function pages() {
  const help = join(ROOT, 'src', 'help');
  return [...readdirSync(help).map((name) => join(help, name)), join(ROOT, 'models', 'README.md')];
}
