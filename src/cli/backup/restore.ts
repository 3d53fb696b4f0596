import { createInterface } from 'node:readline/promises';
import { EXIT } from '../../domain/exit-codes.js';
import { count, jsonLine, number, printable, quoted } from '../../domain/text.js';
import type { Present } from '../../store/maintenance/present.js';
import { type Restored, type RestoreFacts, restore } from '../../store/maintenance/restore.js';
import type { RestoreWarning } from '../../store/maintenance/restore-warning.js';
import type { RenamedUser, ReturningUser } from '../../store/maintenance/returning.js';
import { canAsk } from '../confirm.js';
import { unlessInterrupted } from '../interrupt.js';
import type { Io } from '../io.js';
import { stepBar } from '../step-bar.js';

/** Options of `faceenroll restore`, as commander hands them over. */
export interface RestoreOptions {
  readonly db: string;
  readonly yes?: boolean;
  readonly discard?: boolean;
  readonly json?: boolean;
}

/** So many users who come back are told on the screen; --json tells all. */
const RETURNING_SHOWN = 20;

/** `faceenroll restore`; returns the exit code. */
export async function restoreDatabase(
  file: string,
  options: RestoreOptions,
  io: Io,
): Promise<number> {
  const bar = stepBar(io);
  const interrupted = (): void => {
    bar.stop();
    io.stderr.write('Interrupted: nothing was changed.\n');
  };
  return unlessInterrupted(io, interrupted, async (signal) => {
    let hasAsked = false;
    const ask = async (facts: RestoreFacts): Promise<boolean> => {
      bar.stop();
      hasAsked = true;
      return confirmed(facts, options, signal, io);
    };
    try {
      const restored = await restore({
        file,
        database: options.db,
        discard: Boolean(options.discard),
        mayReplace: options.yes ? () => true : canAsk(io) ? ask : undefined,
        signal,
        onProgress: (progress) => {
          if (progress === 'checking') bar.tell('Checking the backup');
          else bar.update('Copying', progress.bytes, progress.of);
        },
      });
      bar.stop();
      if (!restored) {
        io.stderr.write('Nothing was changed.\n');
        return EXIT.stopped;
      }
      // After a question it has been told.
      if (restored.warning && !hasAsked) io.stderr.write(`${warningText(restored.warning)}\n`);
      io.stdout.write(
        options.json ? event(file, options.db, restored) : text(file, options.db, restored),
      );
      return EXIT.done;
    } finally {
      bar.stop();
    }
  });
}

/** Tells what would be replaced by what, and waits for a yes. */
async function confirmed(
  { present, backup, returning, warning }: RestoreFacts,
  { db, discard }: RestoreOptions,
  signal: AbortSignal,
  io: Io,
): Promise<boolean> {
  const lines = [
    `${printable(db)} ${presentText(present)}; the backup has ${count(backup.users, 'user')}.`,
    ...returningText({ returning, backup }),
    ...(warning ? [warningText(warning)] : []),
    discard ? 'The database that is there is not kept.' : 'The database that is there is kept.',
  ];
  io.stderr.write(`${lines.join('\n')}\n`);
  const terminal = createInterface({ input: io.stdin, output: io.stderr });
  // While a line is read, Ctrl-C reaches the reader and not the process.
  terminal.on('SIGINT', () => io.signals.raise('SIGINT'));
  try {
    const answer = await terminal
      .question('Replace it? [y/N] ', { signal })
      .catch((error: { code?: string }) => {
        // Ctrl-D, the end of the input, is no yes.
        if (error.code === 'ABORT_ERR' && !signal.aborted) return '';
        throw error;
      });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

function presentText(present: Present): string {
  switch (present.state) {
    case 'readable':
      return `has ${count(present.contents.users, 'user')}`;
    case 'unreadable':
      return `cannot be read (${present.reason})`;
    case 'none':
      return 'is empty';
  }
}

function event(file: string, database: string, restored: Restored): string {
  const { backup, present, returning, keptAs, warning } = restored;
  const replaced = present.state === 'readable' ? present.contents : null;
  return `${jsonLine({
    event: 'restore',
    database,
    file,
    ...backup,
    replaced,
    keptAs: keptAs ?? null,
    returningUsers: returning?.deleted ?? null,
    renamedUsers: returning?.renamed ?? null,
    warning: warning ?? null,
    exitCode: EXIT.done,
  })}\n`;
}

function warningText({ message }: RestoreWarning): string {
  return `Warning: ${message}.`;
}

function text(file: string, db: string, { backup, keptAs, returning }: Restored): string {
  const lines = [
    `Restored: ${printable(db)} from ${printable(file)}`,
    `${count(backup.users, 'user')}, ${count(backup.templates, 'template')}`,
  ];
  if (keptAs !== undefined) {
    lines.push(
      `What was there before is kept: ${printable(keptAs)}`,
      'It holds faces: delete it when you do not need it any more.',
    );
  }
  return `${[...lines, ...returningText({ returning, backup })].join('\n')}\n`;
}

function returningText({
  returning,
  backup,
}: Pick<RestoreFacts, 'returning' | 'backup'>): readonly string[] {
  if (returning === undefined) {
    return [
      'Whom you deleted since the backup cannot be told, since the database there cannot be read:',
      'look into your own records, and delete them again.',
    ];
  }
  return [...deletedText(returning.deleted), ...renamedText(returning.renamed, backup.encrypted)];
}

function deletedText(deleted: readonly ReturningUser[]): readonly string[] {
  if (deleted.length === 0) return [];
  return [
    `Deleted since the backup, and back with it: ${count(deleted.length, 'user')}`,
    ...shownOf(deleted, ({ deletedAt }) => `deleted ${deletedAt.slice(0, 10)}`),
    'Delete them again: faceenroll purge --user <user-id>',
  ];
}

function renamedText(renamed: readonly RenamedUser[], isEncrypted: boolean): readonly string[] {
  if (renamed.length === 0) return [];
  return [
    `Renamed since the backup, and back under the former user ID: ${count(renamed.length, 'user')}`,
    ...shownOf(renamed, ({ renamedTo }) => `last ${printable(renamedTo)}`),
    isEncrypted
      ? 'Their faces do not open, since the keys of former user IDs are gone: delete them, and import them again.'
      : 'Rename them again: faceenroll users rename <user-id> <new-id>',
  ];
}

function shownOf<User extends { readonly collection: string; readonly userId: string }>(
  users: readonly User[],
  what: (user: User) => string,
): readonly string[] {
  const shown = users.slice(0, RETURNING_SHOWN);
  const more = users.length - shown.length;
  return [
    ...shown.map((user) => {
      const where = user.collection === 'default' ? '' : ` in ${quoted(user.collection)}`;
      return `  ${printable(user.userId)}${where}, ${what(user)}`;
    }),
    ...(more > 0 ? [`  and ${number(more)} more (--json tells them all)`] : []),
  ];
}
