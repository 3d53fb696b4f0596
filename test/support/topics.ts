import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './cli.js';

/** A help topic as it stands in src/help. */
export function topic(name: string): string {
  return readFileSync(join(ROOT, 'src', 'help', `${name}.md`), 'utf8');
}

/** What stands between the marks of this name. */
export function marked(text: string, name: string): string | undefined {
  return new RegExp(`<!-- ${name} -->\\n([^]*?)\\n<!-- /${name} -->`).exec(text)?.[1];
}

/** The example that a topic shows as a file of this name. */
export function exampleIn(text: string, name: string): string {
  const [, block = ''] = text.split(`<!-- example ${name} -->\n`);
  const [lines = ''] = block.split('<!-- /example -->');
  if (lines === '') throw new Error(`the topic shows no ${name}`);
  return lines.replace(/^ {4}/gm, '');
}
