import { count, jsonLine, printable } from '../../domain/text.js';
import { requireDatabase } from '../../operations/database/existing-store.js';
import { findMasterKey } from '../../operations/database/master-key.js';
import { type KeyOptions, keyEnvironment } from '../../operations/database/open-store.js';
import { contentsText } from '../../render/contents.js';
import { FindingTally, findingEvent } from '../../render/findings.js';
import { checkDatabase } from '../../store/check/check.js';
import { EXIT } from '../exit-codes.js';
import type { Io } from '../io.js';
import { hostOf } from '../io.js';
import { LineWriter } from '../line-writer.js';

import { stepBar } from '../step-bar.js';

/** Options of `faceenroll check`, as commander hands them over. */
export interface CheckOptions extends KeyOptions {
  readonly db: string;
  readonly json?: boolean;
}

/** `faceenroll check`; returns the exit code: 3 when something is wrong. */
export async function check({ db, json, keyFile }: CheckOptions, io: Io): Promise<number> {
  requireDatabase(db);
  const bar = stepBar(io);
  const out = new LineWriter(io.stdout);
  const tally = new FindingTally();
  try {
    const key = findMasterKey(
      keyFile,
      (message) => io.stderr.write(`${message}\n`),
      keyEnvironment(hostOf(io)),
    );
    const { secretsOpened, ...contents } = await checkDatabase(db, key, {
      onStep: (step) => bar.tell(step),
      onRows: (step, done, of) => bar.update(step, done, of),
      onFinding: async (finding) => {
        tally.add(finding);
        if (json) await out.write(findingEvent(finding));
      },
    });
    bar.stop();
    if (!secretsOpened) {
      io.stderr.write(
        `Templates and images were compared with their digests, not opened: ${printable(db)} is encrypted, and no key was named.\n`,
      );
    }
    const exitCode = tally.total > 0 ? EXIT.damageFound : EXIT.done;
    if (json) {
      const findings = { total: tally.total, by: tally.by() };
      await out.write(
        jsonLine({
          ...{ event: 'summary', database: db, ...contents, secretsOpened, findings, exitCode },
        }),
      );
    } else {
      const parts = `${contentsText(contents)}, ${count(contents.auditPosition, 'audit row')}`;
      await out.write(`Checked: ${printable(db)}, ${parts}`);
      if (tally.total === 0) await out.write('Nothing is wrong.');
      for (const line of tally.lines()) await out.write(line);
    }
    await out.flush();
    return exitCode;
  } finally {
    bar.stop();
  }
}
