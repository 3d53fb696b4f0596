import type {
  BreakdownFigures,
  FairnessReport,
  GroupFigures,
} from '../../../domain/fairness/report.js';
import type { MeasureName } from '../../../domain/quality.js';
import type { ReportLook } from '../../../domain/run-report.js';
import {
  factsOf,
  notesOf,
  resultText,
  searchText,
  toldDifferences,
} from '../../fairness/sentences.js';
import { type StatisticTable, tablesOf } from '../../fairness/tables.js';
import { byText, measureText, nameOf } from '../../fairness/words.js';
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
  const told = toldDifferences(report, TEXTS, isolated).map(
    ({ title, figures }) => html`<h3>${title}</h3>
${figures.map((figure) => html`<h4>${figure.title}</h4>\n${list(figure.sentences)}\n`)}`,
  );
  const searched = searchText(report, TEXTS);
  return html`<p><strong>${resultText(report, TEXTS)}</strong></p>
${told}${searched !== undefined && html`<p>${searched}</p>`}`;
}

/** A name in a sentence, in its own direction of writing. */
function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}

function list(sentences: readonly string[]): Html {
  return html`<ul>
${sentences.map((sentence) => html`<li>${sentence}</li>\n`)}</ul>`;
}

function breakdownBody({ by, groups }: BreakdownFigures): Html {
  const statistics = tablesOf({ groups }, TEXTS).map((one) => statisticBody(one, by, groups));
  return html`${statistics}${failuresBody(by, groups)}${measuresBody(by, groups)}`;
}

function statisticBody(
  of: StatisticTable,
  by: readonly string[],
  groups: readonly GroupFigures[],
): Html {
  const columns = of.headings.map((heading, at) => ({ heading, isNumber: at > 0 }));
  const plot = plotOf(of.statistic, of, groups);
  const rows = of.rows.map(([name = '', ...cells]) => [nameCell(name), ...cells]);
  return html`<h3>${of.title}</h3>
${plot ?? html`<p>${of.about}</p>`}
${table(captionOf(of.title, by), columns, rows)}
`;
}

/** Tables of several breakdowns are told apart by their columns. */
function captionOf(title: string, by: readonly string[]): string {
  return TEXTS.of('fairness.table', { title, by: byText(by) });
}

function nameCell(name: string): Html {
  return html`<bdi class="group">${name}</bdi>`;
}

function failuresBody(by: readonly string[], groups: readonly GroupFigures[]): Html | undefined {
  const failing = groups.filter(({ failures }) => failures.length > 0);
  if (failing.length === 0) return undefined;
  const title = TEXTS.of('fairness.failures.title');
  const columns = [
    { heading: TEXTS.of('fairness.group') },
    { heading: TEXTS.of('fairness.column.code') },
    { heading: TEXTS.of('fairness.column.users'), isNumber: true },
  ];
  const rows = failing.flatMap((group) =>
    group.failures.map(({ code, users }) => [
      nameCell(nameOf(group, TEXTS)),
      code,
      TEXTS.number(users),
    ]),
  );
  return html`<h3>${title}</h3>
${table(captionOf(title, by), columns, rows)}
`;
}

/** So many groups beside each other fit on paper. */
const GROUPS_OF_A_TABLE = 3;

function measuresBody(by: readonly string[], groups: readonly GroupFigures[]): Html | undefined {
  const known = new Set(groups.flatMap(({ measures }) => measures.map(({ measure }) => measure)));
  if (known.size === 0) return undefined;
  const title = TEXTS.of('fairness.measures.title');
  const tables = Array.from({ length: Math.ceil(groups.length / GROUPS_OF_A_TABLE) }, (_, i) => {
    const from = i * GROUPS_OF_A_TABLE;
    return measuresTable(title, by, groups.slice(from, from + GROUPS_OF_A_TABLE), [...known]);
  });
  return html`<h3>${title}</h3>
<p>${TEXTS.of('fairness.measures.about')}</p>
${tables}`;
}

function measuresTable(
  title: string,
  by: readonly string[],
  groups: readonly GroupFigures[],
  known: readonly MeasureName[],
): Html {
  const names = groups.map((group) => nameOf(group, TEXTS));
  const columns = [
    { heading: TEXTS.of('fairness.column.measure') },
    ...names.map((name) => ({ heading: nameCell(name), isNumber: true })),
  ];
  const rows = known.map((measure) => [
    TEXTS.of(`measure.${measure}`),
    ...groups.map(({ measures }) =>
      measureText(measures.find((one) => one.measure === measure)?.average, TEXTS),
    ),
  ]);
  return html`${table(`${captionOf(title, by)}: ${names.join(', ')}`, columns, rows)}
`;
}
