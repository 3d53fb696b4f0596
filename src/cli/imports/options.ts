import type { ENROLL_OPTIONS } from '../../operations/options/import.js';
import type { ValuesOf } from '../../operations/options/row.js';
import type {
  COLLECTION_OPTIONS,
  KEY_OPTION,
  WRITE_OPTIONS,
} from '../../operations/options/where.js';
import type { IMPORT_OUTPUT } from '../options/output.js';

/** What `faceenroll enroll` is told. */
export type EnrollOptions = ValuesOf<typeof ENROLL_OPTIONS> &
  ValuesOf<typeof COLLECTION_OPTIONS & typeof KEY_OPTION & typeof WRITE_OPTIONS> &
  ValuesOf<typeof IMPORT_OUTPUT>;
