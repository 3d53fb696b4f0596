import { count, jsonLine, printable } from '../domain/text.js';
import { type Backup, type BackupProgress, backUp } from '../store/maintenance/backup.js';
import { requireDatabase } from './existing-store.js';
import { EXIT } from './exit-codes.js';
import { onInterrupt } from './interrupt.js';
import { stepBar } from './step-bar.js';

/** Options of `faceenroll backup`, as commander hands them over. */
export interface BackupOptions {
  readonly db: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `faceenroll backup`; returns the exit code. */
export async function backup(file: string, options: BackupOptions): Promise<number> {
  requireDatabase(options.db);
  const bar = stepBar(process.stderr);
  const onProgress = (progress: BackupProgress): void => {
    if (progress === 'checking') bar.tell('Checking the copy');
    else bar.update('Copying', progress.rows, progress.of);
  };
  const interrupt = onInterrupt(() => {
    bar.stop();
    process.stderr.write('Interrupted: no backup was made.\n');
  });
  const { signal } = interrupt;
  const force = Boolean(options.force);
  try {
    const made = await backUp({ database: options.db, file, force, signal, onProgress });
    bar.stop();
    process.stdout.write(options.json ? event(file, options.db, made) : text(file, made));
    return EXIT.done;
  } catch (error) {
    if (!signal.aborted) throw error;
    return interrupt.received() === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
  } finally {
    bar.stop();
    interrupt.dispose();
  }
}

function event(file: string, database: string, made: Backup): string {
  return `${jsonLine({ event: 'backup', file, database, ...made, exitCode: EXIT.done })}\n`;
}

function text(file: string, { users, templates, profileImages, bytes }: Backup): string {
  const images = profileImages > 0 ? `, ${count(profileImages, 'profile image')}` : '';
  const size = (bytes / 1e6).toFixed(1);
  return [
    `Backup: ${printable(file)}, ${size} MB, checked`,
    `${count(users, 'user')}, ${count(templates, 'template')}${images}`,
    'It holds faces: keep it as safe as the database, and no longer than you may.',
    '',
  ].join('\n');
}
