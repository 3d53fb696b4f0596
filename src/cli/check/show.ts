import { EXIT } from '../../domain/exit-codes.js';
import { count, printable } from '../../domain/text.js';
import type { FileContext } from '../../operations/context.js';
import type { Checking } from '../../operations/database/check.js';
import { contentsText } from '../../render/contents.js';
import { FindingTally, findingEvent } from '../../render/findings.js';
import type { Show } from '../command-of.js';
import type { JsonOutput } from '../options/output.js';
import { print } from '../print.js';
import { yielded } from '../yielded.js';

/** Prints what is wrong with a database, and what was looked at; as JSON while it is found. */
export const showCheck: Show<Checking, JsonOutput, FileContext> = async (
  findings,
  { json },
  io,
  { db },
) => {
  const tally = new FindingTally();
  const exitCode = (): number => (tally.total > 0 ? EXIT.damageFound : EXIT.done);
  await print(io, json, {
    *json() {
      const { secretsOpened, ...contents } = yield* yielded(findings, (finding) => {
        tally.add(finding);
        return [findingEvent(finding)];
      });
      const found = { total: tally.total, by: tally.by() };
      const database = { database: db, ...contents, secretsOpened };
      yield { event: 'summary', ...database, findings: found, exitCode: exitCode() };
    },
    *text() {
      const contents = yield* yielded(findings, (finding) => {
        tally.add(finding);
        return [];
      });
      const parts = `${contentsText(contents)}, ${count(contents.auditPosition, 'audit row')}`;
      yield `Checked: ${printable(db)}, ${parts}`;
      if (tally.total === 0) yield 'Nothing is wrong.';
      yield* tally.lines();
    },
  });
  return exitCode();
};
