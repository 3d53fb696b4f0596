/** What the maintenance of a database comes to, for whoever tells it. */
export type { Backup } from '../../store/maintenance/backup.js';
export type { Contents } from '../../store/maintenance/contents.js';
export type { RestoreWarning } from '../../store/maintenance/restore-warning.js';
export type { RenamedUser, ReturningUser } from '../../store/maintenance/returning.js';
export type { SecretRow } from '../../store/secrets/secret-rows.js';
