import type { Kind, Row } from '../operations/options/row.js';
import { snakeCase } from './snake.js';

const WORDS: Readonly<Record<string, string>> = {
  userId: 'external_id',
  otherUserId: 'other_external_id',
};

/** What a row is called here: as on the command line, but for users. */
export function fieldName(name: string, row: Pick<Row<unknown>, 'flag'> | undefined): string {
  return WORDS[name] ?? snakeCase(row?.flag ?? name);
}

/** A choice that is a boolean here, as published: left out, it is as the server was started. */
export function isSwitch(kind: Kind): boolean {
  return kind.type === 'choice' && kind.words.includes('on') && kind.words.includes('off');
}
