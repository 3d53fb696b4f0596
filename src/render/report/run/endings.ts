import { isServiceCommand } from '../../../domain/service-commands.js';
import { type Html, html } from '../../html.js';
import { code } from './facts.js';
import type { Drawn } from './run-file.js';

/** What must not be overlooked about the end of a run, if anything. */
export function endings({ report, texts }: Drawn): readonly Html[] {
  const { status, command, finishedBy, options } = report.run;
  const kind = isServiceCommand(command) && status !== 'running' ? '.service' : '';
  const said = [
    ...(options.dryRun === true ? [html`${texts.of('status.dryRun')}`] : []),
    ...(status === 'finished'
      ? []
      : [
          html`${texts.of(`status.${status}${kind}` as 'status.failed')}${
            finishedBy !== null &&
            html` ${texts.html('status.finishedBy', { run: code(finishedBy) })}`
          }`,
        ]),
  ];
  return said.map((text) => html`<p class="alert"><strong>${text}</strong></p>\n`);
}
