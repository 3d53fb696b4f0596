import stringWidth from 'string-width';
import type { BreakdownFigures, FairnessReport } from '../../domain/fairness/report.js';
import { number, printable } from '../../domain/text.js';
import { fitted } from '../fitted.js';
import { ENGLISH_REPORTS } from '../report/texts.js';
import { WIDTH, wrapped } from '../wrapped.js';
import { factsOf, notesOf, resultText, searchText, toldDifferences } from './sentences.js';
import { tablesOf } from './tables.js';
import { byText, nameOf } from './words.js';

const TEXTS = ENGLISH_REPORTS;
const GAP = '  ';

/** The report for a terminal, 80 columns wide. */
export function* fairnessText(report: FairnessReport): Generator<string> {
  yield* differencesText(report);
  yield* headed(TEXTS.of('fairness.facts.title'));
  const facts = [
    [TEXTS.of('fairness.facts.collection'), printable(report.collection)] as const,
    ...factsOf(report, TEXTS),
  ];
  const widest = Math.max(...facts.map(([name]) => name.length));
  for (const [name, value] of facts) {
    const indent = ' '.repeat(widest + GAP.length);
    yield* wrapped(`${name.padEnd(widest)}${GAP}${value}`, indent);
  }
  for (const breakdown of report.breakdowns) yield* breakdownText(breakdown);
  yield* headed(TEXTS.of('fairness.notes.title'));
  for (const note of notesOf(report, TEXTS)) yield* bullet(note);
}

/** What everybody wants to know first. */
function* differencesText(report: FairnessReport): Generator<string> {
  yield* titled(TEXTS.of('fairness.differences.title'));
  yield* wrapped(resultText(report, TEXTS));
  for (const { title, figures } of toldDifferences(report, TEXTS)) {
    for (const figure of figures) {
      yield '';
      yield* wrapped(`${title}: ${figure.title}`);
      for (const sentence of figure.sentences) yield* bullet(sentence);
    }
  }
  const searched = searchText(report, TEXTS);
  if (searched === undefined) return;
  yield '';
  yield* wrapped(searched);
}

/** No line breaks at the spaces that are to hold their words together. */
function* bullet(sentence: string): Generator<string> {
  for (const line of wrapped(`- ${sentence}`, '  ')) yield line.replaceAll('\u00a0', ' ');
}

function* headed(title: string): Generator<string> {
  yield '';
  yield* titled(title);
}

function* titled(title: string): Generator<string> {
  yield title;
  yield '='.repeat(Math.min(WIDTH, stringWidth(title)));
}

function* breakdownText(breakdown: BreakdownFigures): Generator<string> {
  yield* headed(TEXTS.of('fairness.by', { by: byText(breakdown.by) }));
  for (const { title, about, headings, rows } of tablesOf(breakdown, TEXTS)) {
    yield '';
    yield* wrapped(`${title}. ${about}`);
    yield* lines([headings, ...rows]);
  }
  const failing = breakdown.groups.filter(({ failures }) => failures.length > 0);
  if (failing.length > 0) {
    yield '';
    yield TEXTS.of('fairness.failures.title');
    for (const group of failing) {
      const codes = group.failures.map(({ code, users }) => `${code} ${number(users)}`);
      yield* wrapped(`${nameOf(group, TEXTS)}: ${codes.join(', ')}`, '  ', '  ');
    }
  }
  if (breakdown.groups.some(({ measures }) => measures.length > 0)) {
    yield '';
    yield TEXTS.of('fairness.measures.elsewhere');
  }
}

/** Names at the left, a longer one on a line of its own; numbers at the right of their columns. */
function* lines(rows: readonly (readonly string[])[]): Generator<string> {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => stringWidth(row[at] ?? ''))),
  );
  const others = widths.slice(1).reduce((sum, width) => sum + width + GAP.length, 0);
  const names = Math.min(widths[0] ?? 0, WIDTH - others);
  for (const [name = '', ...cells] of rows) {
    const isLong = stringWidth(name) > names;
    if (isLong) yield* wrapped(name, '  ');
    const numbers = cells.map((cell, at) => cell.padStart(widths[at + 1] ?? 0));
    yield [fitted(isLong ? '' : name, names), ...numbers].join(GAP);
  }
}
