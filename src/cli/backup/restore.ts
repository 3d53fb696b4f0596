import { createInterface } from 'node:readline/promises';
import { EXIT } from '../../domain/exit-codes.js';
import type { FileContext } from '../../operations/context.js';
import type { PlannedRestore, Restored, RestoreFacts } from '../../operations/database/restore.js';
import type { Show } from '../command-of.js';
import { canAsk } from '../confirm.js';
import type { Io } from '../io.js';
import { print } from '../print.js';
import type { RESTORE_OUTPUT } from './restore-output.js';
import { replacementText, restoredText, warningText } from './restore-text.js';

/** Asks where something is replaced, restores, and tells it. */
export const showRestore: Show<PlannedRestore, typeof RESTORE_OUTPUT, FileContext> = async (
  { file, discard, carryOut },
  { yes, json },
  io,
  { db, host },
) => {
  let hasAsked = false;
  const ask = async (facts: RestoreFacts): Promise<boolean> => {
    hasAsked = true;
    host.tell(replacementText(facts, db, discard).join('\n'));
    return isAgreed(host.signal, io);
  };
  const restored = await carryOut(yes ? () => true : canAsk(io) ? ask : undefined);
  if (!restored) {
    host.tell('Nothing was changed.');
    return EXIT.stopped;
  }
  // After a question it has been told.
  if (restored.warning && !hasAsked) host.tell(warningText(restored.warning));
  host.progress(undefined);
  await print(io, json, {
    json: () => [eventOf(restored, file, db)],
    text: () => restoredText(restored, file, db),
  });
  return EXIT.done;
};

/** Waits for a yes. */
async function isAgreed(signal: AbortSignal, io: Io): Promise<boolean> {
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

function eventOf(
  { backup, present, returning, keptAs, revokedLinks, canceledMails, warning }: Restored,
  file: string,
  database: string,
): object {
  return {
    ...{ event: 'restore', database, file, ...backup },
    replaced: present.state === 'readable' ? present.contents : null,
    keptAs: keptAs ?? null,
    returningUsers: returning?.deleted ?? null,
    renamedUsers: returning?.renamed ?? null,
    ...{ revokedLinks, canceledMails },
    warning: warning ?? null,
    exitCode: EXIT.done,
  };
}
