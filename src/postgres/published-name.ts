import { UsageError } from '../domain/fatal-error.js';
import { quoted } from '../domain/text.js';

/** What PostgreSQL keeps of a name, less the longest ending that is added to it. */
const LONGEST = 63 - '_publications'.length;

const NAME = '[a-z_][a-z0-9_]*';
const TABLE = new RegExp(`^(?:(?<schema>${NAME})\\.)?(?<table>${NAME})$`);

/** A table as it was named. */
export interface TableName {
  /** Undefined: the first schema of the search path that has it. */
  readonly schema: string | undefined;
  readonly table: string;
}

/**
 * Reads `table` or `schema.table`.
 *
 * @throws {UsageError} for anything that would have to be quoted in SQL.
 */
export function tableName(text: string): TableName {
  const { schema, table = '' } = TABLE.exec(text)?.groups ?? {};
  if (table !== '' && table.length <= LONGEST && (schema?.length ?? 0) <= LONGEST) {
    return { schema, table };
  }
  throw new UsageError(
    `${quoted(text)} is no name of a table: it is <table> or <schema>.<table>, of lower-case letters, digits and underscores, ${LONGEST} characters each at most`,
  );
}
