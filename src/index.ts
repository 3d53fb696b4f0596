/**
 * faceenroll as a library: what the commands do, typed. No call writes to stdout or stderr,
 * ends the process or listens to its signals. Errors are FatalErrors whose messages are
 * those of the commands: a flag that one names is the option of the same name here, so that
 * `--if-face-exists` is `ifFaceExists`. (`--db` is `database` of `openGallery`.) Arguments and
 * options are checked before anything is done; what is wrong with one is a UsageError that
 * names it, and which values are possible.
 */

export type { UserField } from './domain/entry.js';
export type { Failure, FailureCode } from './domain/failures.js';
export { FatalError, UsageError } from './domain/fatal-error.js';
export type { FaceRecord, SortOrder, UserRecord } from './domain/gallery.js';
export type { MatchThreshold, UserMatch } from './domain/identification.js';
export type { ItemOutcome, Outcome } from './domain/outcome.js';
export type { TableCheck } from './domain/table-check.js';
export { identify, verify } from './library/compare.js';
export { fairness } from './library/fairness.js';
export { enroll, importCsv, importFaces } from './library/imports.js';
export { openGallery } from './library/open-gallery.js';
export { deletePublished, publish } from './library/publish.js';
export { report } from './library/report.js';
export type * from './library/types.js';
