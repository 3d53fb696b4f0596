import { Html } from '../html.js';
import { type Listed, type ReportHead, streamedDocument } from './document.js';
import { countsSection, totalOf } from './run/counts.js';
import { factsSection } from './run/facts.js';
import { failedPhotosSection, failedPhotosTitle } from './run/failed-photos.js';
import { failuresSection } from './run/failures.js';
import { pairsSection } from './run/pairs.js';
import { qualitySection } from './run/quality.js';
import type { Drawn, RunReportFile } from './run/run-file.js';
import { similaritySection } from './run/similarity.js';
import { timelineSection } from './run/timeline.js';
import { ENGLISH_REPORTS } from './texts.js';

export type { RunReportFile } from './run/run-file.js';

/** One file of the report on a run, piece by piece: no more than a photo is in memory. */
export function runReport(file: RunReportFile): AsyncGenerator<string> {
  const drawn = { ...file, texts: ENGLISH_REPORTS };
  const parts = partsOf(drawn);
  const head = headOf(
    drawn,
    parts.map(({ listed }) => listed),
  );
  return streamedDocument(head, inOrder(parts));
}

interface Part {
  readonly listed: Listed;
  readonly content: Html | AsyncIterable<Html>;
}

async function* inOrder(parts: readonly Part[]): AsyncGenerator<Html> {
  for (const { content } of parts) {
    if (content instanceof Html) yield content;
    else yield* content;
  }
}

/** The first file has everything, what to act on first; further ones go on with failed photos. */
function partsOf(drawn: Drawn): readonly Part[] {
  const { report, texts, at } = drawn;
  const part = (
    id: string,
    title: string,
    draw: (listed: Listed, drawn: Drawn) => Part['content'],
  ): Part => {
    const listed = { id, title };
    return { listed, content: draw(listed, drawn) };
  };
  const failed = part('failed', failedPhotosTitle(drawn), failedPhotosSection);
  if (at > 0) return [failed];
  return [
    part('counts', texts.of('counts.title'), countsSection),
    part('failures', texts.of('failures.title'), failuresSection),
    part('facts', texts.of('facts.title'), factsSection),
    part('timeline', texts.of('timeline.title'), timelineSection),
    part('pairs', texts.of('pairs.title'), pairsSection),
    part('quality', texts.of('quality.title'), qualitySection),
    part('similarity', texts.of('similarity.title'), similaritySection),
    ...(report.counts.failed > 0 ? [failed] : []),
  ];
}

function headOf(drawn: Drawn, contents: readonly Listed[]): ReportHead {
  const { report, look, texts, files, at } = drawn;
  const { command, startedAt } = report.run;
  const about = { command, day: texts.day(startedAt), page: at + 1, pages: files.length };
  return {
    ...{ look, texts, contents, holds: 'faces' },
    title: texts.of(at === 0 ? 'run.title' : 'run.title.page', about),
    subtitle: subtitleOf(drawn),
  };
}

/** How much there was, and how much of it failed. */
function subtitleOf({ report, texts }: Drawn): string {
  const { failed } = report.counts;
  const photos = texts.counted('run.photos', totalOf(report));
  const values = { photos, failed: texts.number(failed) };
  return texts.of(failed === 0 ? 'run.subtitle.none' : 'run.subtitle.failed', values);
}
