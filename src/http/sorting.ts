import type { parserOf } from '../operations/options/parse/parser.js';
import { ValueError } from '../operations/options/parse/value-error.js';

type Parse = ReturnType<typeof parserOf>;

/** Columns that members of an answer are made of, where their names differ. */
const COLUMNS: Readonly<Record<string, string>> = {
  external_id: 'user_id',
  collection_id: 'collection',
  quality_score: 'quality',
  liveness_score: 'liveness',
};

/** An order by the name of a member: external_id:desc. */
export function sortOrder(parse: Parse): Parse {
  return (text, earlier) => {
    const [name = '', ...direction] = text.split(':');
    try {
      return parse?.([COLUMNS[name] ?? name, ...direction].join(':'), earlier);
    } catch (error) {
      throw error instanceof ValueError ? new ValueError(inMembers(error.message)) : error;
    }
  };
}

function inMembers(message: string): string {
  return Object.entries(COLUMNS).reduce(
    (text, [member, column]) => text.replace(new RegExp(`\\b${column}\\b`), member),
    message,
  );
}
