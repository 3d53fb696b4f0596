/**
 * The columns that an error report adds behind those of its input, and that are no data of its
 * retry. The last one tells which run reported what; see report-key.ts.
 */
export const REPORT_COLUMNS = [
  'row',
  'error_code',
  'error_message',
  'error_advice',
  'report_row',
] as const;

/** The column in which the operator names users who may look like this one. */
export const ALLOW_DUPLICATE_OF = 'allow_duplicate_of';

/** The columns in which the operator tells that a person has agreed. */
export const CONSENT_COLUMNS = ['consent_at', 'consent_reference'] as const;

/** The column of tags of the user, with semicolons between them. */
export const TAGS = 'tags';

/** The column of JSON that is kept with the templates of a row. */
export const METADATA = 'metadata';

/**
 * The last column of an export: the headings, as a JSON list, of the columns that a user
 * does not have at all; an empty cell of another column is an empty text. By this column
 * an import knows that apostrophes before formulas are the export's.
 */
export const MISSING_COLUMNS = 'faceenroll_missing';
