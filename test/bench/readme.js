/** Tables of the README that are made from what a benchmark measured. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './support.js';

const README = join(ROOT, 'README.md');

/** The option of a benchmark that has such a table. */
export const README_OPTION = {
  readme: { type: 'flag', help: 'write its table into README.md' },
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
  const readme = readFileSync(README, 'utf8');
  if (!marked.test(readme)) throw new Error(`README.md has no table "${name}"`);
  writeFileSync(
    README,
    readme.replace(marked, (_, start, end) => `${start}${table}\n${end}`),
  );
}
