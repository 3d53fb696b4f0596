import { EXIT } from '../../domain/exit-codes.js';
import { printable } from '../../domain/text.js';
import type { FileContext } from '../../operations/context.js';
import type { MadeBackup } from '../../operations/database/backup.js';
import { contentsText } from '../../render/contents.js';
import type { Show } from '../command-of.js';
import type { JsonOutput } from '../options/output.js';
import { print } from '../print.js';

/** Prints what was backed up, and what to know of the copy. */
export const printBackup: Show<MadeBackup, JsonOutput, FileContext> = (
  made,
  { json },
  io,
  { db },
) =>
  print(io, json, {
    json: () => {
      const { file, keys, ...facts } = made;
      return [{ event: 'backup', file, database: db, keys, ...facts, exitCode: EXIT.done }];
    },
    text: () => text(made, db),
  });

function text({ file, keys, bytes, encrypted, ...contents }: MadeBackup, db: string): string[] {
  const withoutKeys = `It does not open without the data keys in ${printable(db)}-keys: copy them with --keys.`;
  const withKeys = `Data keys: ${printable(keys ?? '')}; keep no older copy of them.`;
  const safe = 'It holds faces: keep it as safe as the database, and no longer than you may.';
  const size = (bytes / 1e6).toFixed(1);
  return [
    `Backup: ${printable(file)}, ${size} MB, checked`,
    contentsText(contents),
    encrypted ? (keys === null ? withoutKeys : withKeys) : safe,
  ];
}
