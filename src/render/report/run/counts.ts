import type { RunReport } from '../../../domain/run-report.js';
import { type Html, html } from '../../html.js';
import type { Listed } from '../document.js';
import { section, type Tile, tiles } from '../parts.js';
import { endings } from './endings.js';
import type { Drawn } from './run-file.js';

/** How many photos and rows ended in which way; how the run ended, where that is not as expected. */
export function countsSection(listed: Listed, drawn: Drawn): Html {
  const { report, texts } = drawn;
  const { counts } = report;
  const total = totalOf(report);
  const tile = (kind: 'enrolled' | 'unchanged' | 'imported' | 'failed'): Tile => ({
    label: texts.of(`counts.${kind}`),
    value: texts.number(counts[kind]),
    ...(total > 0 && { note: texts.of('counts.share', { percent: percentOf(kind) }) }),
    isBad: kind === 'failed' && counts.failed > 0,
  });
  const percentOf = (kind: keyof typeof counts): string => {
    const share = counts[kind] / total;
    // Few of many must not look like none, nor most like all.
    const isNearEnd = (share > 0 && share < 0.01) || (share > 0.99 && share < 1);
    return texts.percent(share, isNearEnd ? 1 : 0);
  };
  return section(
    listed,
    html`${endings(drawn)}${tiles([
      tile('enrolled'),
      tile('unchanged'),
      ...(counts.imported > 0 ? [tile('imported')] : []),
      tile('failed'),
      ...(counts.flagged > 0
        ? [
            {
              label: texts.of('counts.flagged'),
              value: texts.number(counts.flagged),
              note: texts.of('counts.flagged.note'),
            },
          ]
        : []),
    ])}`,
  );
}

/** Photos and rows; those that are flagged are enrolled. */
export function totalOf({ counts }: RunReport): number {
  const { enrolled, unchanged, imported, failed } = counts;
  return enrolled + unchanged + imported + failed;
}
