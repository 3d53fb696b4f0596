/**
 * The columns that an error report adds after those of its input; a retry does not read them as
 * data. The last one identifies the reported row; see report-key.ts.
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

/** The columns that record a person's consent. */
export const CONSENT_COLUMNS = ['consent_at', 'consent_reference'] as const;

export const TAGS = 'tags';

/** The column of JSON for the templates of a row. */
export const METADATA = 'metadata';

/**
 * The last column of an export: a JSON list of the headings that a user does not have at all; an
 * empty cell of another column is an empty text. This column shows an import that apostrophes
 * before formulas are the export's.
 */
export const MISSING_COLUMNS = 'faceenroll_missing';
