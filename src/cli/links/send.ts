import { EXIT } from '../../domain/exit-codes.js';
import { jsonLine } from '../../domain/text.js';
import type { RecordsContext } from '../../operations/context.js';
import type { LinksSent } from '../../operations/links/send.js';
import type { MailOutcome } from '../../operations/links/types.js';
import {
  drySentText,
  mailEvent,
  problemsOf,
  type SentSummary,
  sentText,
  unmailedEvent,
} from '../../render/links-sent.js';
import type { Show } from '../command-of.js';
import { abortedCode } from '../interrupt.js';
import type { JsonOutput } from '../options/output.js';
import { print } from '../print.js';

/** Sends the mails, and prints what became of them; the exit code is 3 unless all were sent who could get one. */
export const printSent: Show<LinksSent, JsonOutput, RecordsContext> = async (
  links,
  { json },
  io,
  { host },
) => {
  const { mailed, unmailed, isDry, mayLackAddress } = links;
  const isProblem = problemsOf(mayLackAddress);
  const outcomes: MailOutcome[] = [];
  const waiting = await links.send((outcome) => {
    outcomes.push(outcome);
    if (json) io.stdout.write(`${jsonLine(mailEvent(outcome))}\n`);
  });
  const { aborted } = host.signal;
  const summary = summaryOf(links, outcomes, { waiting, interrupted: aborted && waiting > 0 });
  await print(io, json, {
    json: () => [
      ...(isDry ? mailed.map((userId) => ({ event: 'toBeMailed', userId })) : []),
      ...unmailed.map(unmailedEvent),
      { event: 'summary', ...summary },
    ],
    text: () =>
      isDry
        ? drySentText(mailed, unmailed, isProblem)
        : sentText(outcomes, unmailed, isProblem, summary),
  });
  if (summary.interrupted) return abortedCode(host.signal);
  const lacking = summary.deferred + summary.failed + summary.unknown + waiting;
  return lacking > 0 || unmailed.some(isProblem) ? EXIT.someFailed : EXIT.done;
};

function summaryOf(
  { mailed, unmailed, isDry }: LinksSent,
  outcomes: readonly MailOutcome[],
  end: Pick<SentSummary, 'waiting' | 'interrupted'>,
): SentSummary {
  const of = (kind: MailOutcome['kind']) => outcomes.filter((one) => one.kind === kind).length;
  const reasons = Map.groupBy(unmailed, ({ reason }) => reason);
  return {
    meant: mailed.length + unmailed.length,
    ...{ sent: of('sent'), deferred: of('deferred'), failed: of('failed') },
    ...{ unknown: of('unknown'), canceled: of('canceled') },
    notMailed: Object.fromEntries([...reasons].map(([reason, users]) => [reason, users.length])),
    ...{ ...end, dryRun: isDry },
  };
}
