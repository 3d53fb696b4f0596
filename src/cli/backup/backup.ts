import { EXIT } from '../../domain/exit-codes.js';
import { jsonLine, printable } from '../../domain/text.js';
import { requireDatabase } from '../../operations/database/existing-store.js';
import { contentsText } from '../../render/contents.js';
import { type Backup, type BackupProgress, backUp } from '../../store/maintenance/backup.js';
import { backUpKeys, refuseKeysTarget } from '../../store/maintenance/backup-keys.js';
import { unlessInterrupted } from '../interrupt.js';
import type { Io } from '../io.js';
import { stepBar } from '../step-bar.js';

/** Options of `faceenroll backup`, as commander hands them over. */
export interface BackupOptions {
  readonly db: string;
  readonly keys?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `faceenroll backup`; returns the exit code. */
export async function backup(file: string, options: BackupOptions, io: Io): Promise<number> {
  requireDatabase(options.db);
  const { db: database, keys } = options;
  const keysBackup = keys === undefined ? undefined : { database, keys, file };
  if (keysBackup) refuseKeysTarget(keysBackup);
  const bar = stepBar(io);
  const onProgress = (progress: BackupProgress): void => {
    if (progress === 'checking') bar.tell('Checking the copy');
    else bar.update('Copying', progress.rows, progress.of);
  };
  const interrupted = (): void => {
    bar.stop();
    io.stderr.write('Interrupted: no backup was made.\n');
  };
  const force = Boolean(options.force);
  return unlessInterrupted(io, interrupted, async (signal) => {
    try {
      const made = await backUp({ database, file, force, signal, onProgress });
      bar.stop();
      if (keysBackup) backUpKeys(keysBackup);
      io.stdout.write(options.json ? event(file, options, made) : text(file, options, made));
      return EXIT.done;
    } finally {
      bar.stop();
    }
  });
}

function event(file: string, { db: database, keys }: BackupOptions, made: Backup): string {
  const facts = { file, database, keys: keys ?? null, ...made, exitCode: EXIT.done };
  return `${jsonLine({ event: 'backup', ...facts })}\n`;
}

function text(
  file: string,
  { db, keys }: BackupOptions,
  { bytes, encrypted, ...contents }: Backup,
): string {
  const withoutKeys = `It does not open without the data keys in ${printable(db)}-keys: copy them with --keys.`;
  const withKeys = `Data keys: ${printable(keys ?? '')}; keep no older copy of them.`;
  const safe = 'It holds faces: keep it as safe as the database, and no longer than you may.';
  const size = (bytes / 1e6).toFixed(1);
  return [
    `Backup: ${printable(file)}, ${size} MB, checked`,
    contentsText(contents),
    encrypted ? (keys === undefined ? withoutKeys : withKeys) : safe,
    '',
  ].join('\n');
}
