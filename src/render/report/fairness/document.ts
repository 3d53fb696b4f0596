import type {
  BreakdownFigures,
  FairnessReport,
  GroupFigures,
} from '../../../domain/fairness/report.js';
import type { ReportLook } from '../../../domain/run-report.js';
import { factsOf, notesOf, searchText, toldDifferences } from '../../fairness/sentences.js';
import { type StatisticTable, tablesOf } from '../../fairness/tables.js';
import { averageTexts, byText, nameOf } from '../../fairness/words.js';
import { type Html, html } from '../../html.js';
import { document, type Listed } from '../document.js';
import { facts, foreign, section, table } from '../parts.js';
import { ENGLISH_REPORTS } from '../texts.js';
import { plotOf } from './plot.js';

const TEXTS = ENGLISH_REPORTS;

/** The report as one file to look at, piece by piece. */
export function fairnessDocument(report: FairnessReport, look: ReportLook): Iterable<string> {
  const sections = [...sectionsOf(report)];
  const head = {
    title: TEXTS.of('fairness.title', { columns: byText(report.columns) }),
    subtitle: TEXTS.html('fairness.subtitle', { collection: foreign(report.collection) }),
    look,
    texts: TEXTS,
    holds: 'figures' as const,
    contents: sections.map(({ listed }) => listed),
  };
  return document(
    head,
    sections.map(({ listed, body }) => section(listed, body)),
  );
}

interface Section {
  readonly listed: Listed;
  readonly body: Html;
}

function* sectionsOf(report: FairnessReport): Generator<Section> {
  yield {
    listed: { id: 'differences', title: TEXTS.of('fairness.differences.title') },
    body: differencesBody(report),
  };
  for (const [i, breakdown] of report.breakdowns.entries()) {
    const title = TEXTS.of('fairness.by', { by: byText(breakdown.by) });
    yield { listed: { id: `groups-${i + 1}`, title }, body: breakdownBody(breakdown) };
  }
  yield {
    listed: { id: 'measured', title: TEXTS.of('fairness.facts.title') },
    body: facts(factsOf(report, TEXTS)),
  };
  yield {
    listed: { id: 'notes', title: TEXTS.of('fairness.notes.title') },
    body: list(notesOf(report, TEXTS)),
  };
}

function differencesBody(report: FairnessReport): Html {
  const told = toldDifferences(report, TEXTS).map(
    ({ title, sentences }) => html`<h3>${title}</h3>
${list(sentences)}
`,
  );
  return html`${told}<p>${searchText(report, TEXTS)}</p>`;
}

function list(sentences: readonly string[]): Html {
  return html`<ul>
${sentences.map((sentence) => html`<li>${sentence}</li>\n`)}</ul>`;
}

function breakdownBody(breakdown: BreakdownFigures): Html {
  const statistics = tablesOf(breakdown, TEXTS).map((one) => statisticBody(one, breakdown.groups));
  return html`${statistics}${failuresBody(breakdown.groups)}${measuresBody(breakdown.groups)}`;
}

function statisticBody(of: StatisticTable, groups: readonly GroupFigures[]): Html {
  const columns = of.headings.map((heading, at) => ({ heading, isNumber: at > 0 }));
  return html`<h3>${of.title}</h3>
<p>${of.about}</p>
${plotOf(of.statistic, of.title, groups)}
${table(of.title, columns, of.rows)}
`;
}

function failuresBody(groups: readonly GroupFigures[]): Html | undefined {
  const failing = groups.filter(({ failures }) => failures.length > 0);
  if (failing.length === 0) return undefined;
  const title = TEXTS.of('fairness.failures.title');
  const codes = [...new Set(failing.flatMap(({ failures }) => failures.map(({ code }) => code)))];
  const columns = [
    { heading: TEXTS.of('fairness.group') },
    ...codes.map((heading) => ({ heading, isNumber: true })),
  ];
  const rows = failing.map((group) => [
    nameOf(group, TEXTS),
    ...codes.map((code) =>
      TEXTS.number(group.failures.find((one) => one.code === code)?.users ?? 0),
    ),
  ]);
  return html`<h3>${title}</h3>
${table(title, columns, rows)}
`;
}

function measuresBody(groups: readonly GroupFigures[]): Html | undefined {
  const measured = groups.flatMap(({ measures }) => measures.map(({ measure }) => measure));
  if (measured.length === 0) return undefined;
  const title = TEXTS.of('fairness.measures.title');
  const columns = [
    { heading: TEXTS.of('fairness.column.measure') },
    ...groups.map((group) => ({ heading: nameOf(group, TEXTS), isNumber: true })),
  ];
  const rows = [...new Set(measured)].map((measure) => [
    measure,
    ...groups.map(({ measures }) => {
      const average = measures.find((one) => one.measure === measure)?.average ?? null;
      const [mean, interval] = averageTexts(average, 'measure', TEXTS);
      return average === null ? mean : `${mean} (${interval})`;
    }),
  ]);
  return html`<h3>${title}</h3>
<p>${TEXTS.of('fairness.measures.about')}</p>
${table(title, columns, rows)}
`;
}
