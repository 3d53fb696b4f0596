import type { IMPORT_OPTIONS } from '../../operations/options/import.js';
import {
  ENROLL_OPTIONS,
  IMPORT_CSV_OPTIONS,
  IMPORT_FACES_OPTIONS,
  SYNC_OPTIONS,
} from '../../operations/options/import.js';
import type { ValuesOf } from '../../operations/options/row.js';
import { COLLECTION_OPTIONS, KEY_OPTION, WRITE_OPTIONS } from '../../operations/options/where.js';
import { IMPORT_OUTPUT } from '../options/output.js';

/** Where an import is done, and how much it prints. */
const IMPORT_PLACE = {
  ...COLLECTION_OPTIONS,
  ...KEY_OPTION,
  ...WRITE_OPTIONS,
  ...IMPORT_OUTPUT,
};

/** What every import is told on the command line. */
export type SharedOptions = ValuesOf<typeof IMPORT_OPTIONS> &
  ValuesOf<typeof IMPORT_PLACE> & { readonly allowEmpty?: boolean };

export const IMPORT_FACES = { ...IMPORT_FACES_OPTIONS, ...IMPORT_PLACE };
export const IMPORT_CSV = { ...IMPORT_CSV_OPTIONS, ...IMPORT_PLACE };
export const ENROLL = { ...ENROLL_OPTIONS, ...IMPORT_PLACE };
export const SYNC = { ...SYNC_OPTIONS, ...IMPORT_PLACE };

export type ImportFacesOptions = ValuesOf<typeof IMPORT_FACES>;
export type ImportCsvOptions = ValuesOf<typeof IMPORT_CSV>;
export type EnrollOptions = ValuesOf<typeof ENROLL>;
export type SyncOptions = ValuesOf<typeof SYNC>;
