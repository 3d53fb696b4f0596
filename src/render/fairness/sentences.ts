import type {
  ComparedStatistic,
  FairnessReport,
  GroupThreshold,
} from '../../domain/fairness/report.js';
import { cosine, rate } from '../../domain/figures.js';
import { printable } from '../../domain/text.js';
import type { ReportTexts } from '../report/texts.js';
import { byText, nameOf, probabilityText, UNITS, valueText } from './words.js';

/** What was measured: names and values. */
export function factsOf(
  report: FairnessReport,
  texts: ReportTexts,
): readonly (readonly [name: string, value: string])[] {
  const { users, leftOut, compared, sampled, seed, exceptions } = report;
  const n = texts.number;
  const threshold = (name: string, { similarity, rate: at }: GroupThreshold) =>
    texts.of('fairness.facts.threshold', { similarity: cosine(similarity), name, rate: rate(at) });
  const part = { users: n(compared), seed: String(seed) };
  return [
    [
      texts.of('fairness.facts.encoder'),
      texts.of('fairness.facts.encoderOf', {
        encoder: printable(report.encoder),
        pack: printable(report.pack),
      }),
    ],
    [
      texts.of('fairness.facts.users'),
      leftOut === 0
        ? texts.of('fairness.facts.tried', { users: n(users) })
        : texts.of('fairness.facts.leftOut', { users: n(users), n: n(leftOut) }),
    ],
    [texts.of('fairness.facts.least'), texts.of('fairness.facts.leastOf', { n: n(report.least) })],
    [
      texts.of('fairness.facts.compared'),
      [
        texts.of(sampled ? 'fairness.facts.part' : 'fairness.facts.all', part),
        ...(exceptions > 0 ? [texts.counted('fairness.facts.exceptions', exceptions)] : []),
      ].join('; '),
    ],
    [texts.of('fairness.facts.verification'), threshold('FMR', report.verification)],
    [texts.of('fairness.facts.duplicates'), threshold('FPIR', report.duplicates)],
  ];
}

/** The differences of one breakdown, in sentences. */
export interface ToldDifferences {
  readonly title: string;
  readonly sentences: readonly string[];
}

/** Each difference in a sentence, by breakdown; none where there is none. */
export function toldDifferences(
  { comparisons }: Pick<FairnessReport, 'comparisons'>,
  texts: ReportTexts,
): readonly ToldDifferences[] {
  const found = Map.groupBy(
    comparisons.filter(({ differs }) => differs),
    ({ by }) => byText(by),
  );
  return [...found].map(([by, differences]) => ({
    title: texts.of('fairness.by', { by }),
    sentences: differences.map((one) => differenceText(one, texts)),
  }));
}

/** How differences were looked for, and what it means that there is none. */
export function searchText(
  { comparisons }: Pick<FairnessReport, 'comparisons'>,
  texts: ReportTexts,
): string {
  const counted = texts.of('fairness.differences.counted', {
    n: texts.number(comparisons.length),
  });
  const isFound = comparisons.some(({ differs }) => differs);
  return isFound ? counted : `${texts.of('fairness.differences.none')} ${counted}`;
}

function differenceText(
  { statistic, values, value, others, adjusted }: ComparedStatistic,
  texts: ReportTexts,
): string {
  const direction = value >= others ? 'higher' : 'lower';
  return texts.of(`fairness.differences.${direction}`, {
    statistic: texts.of(`fairness.statistic.${statistic}`),
    group: nameOf({ values, pooled: 0 }, texts),
    value: valueText(value, UNITS[statistic], texts),
    others: valueText(others, UNITS[statistic], texts),
    kind: texts.of(`fairness.kind.${statistic}`),
    p: probabilityText(adjusted).replaceAll(' ', '\u00a0'),
  });
}

/** What the figures can show, and what they cannot. */
export function notesOf(
  { suspicion, breakdowns }: Pick<FairnessReport, 'suspicion' | 'breakdowns'>,
  texts: ReportTexts,
): readonly string[] {
  const suspects = suspicion
    ? [
        texts.counted('fairness.notes.suspicion', suspicion.pairs),
        ...breakdowns.flatMap(({ groups }) =>
          groups
            .filter(({ suspicious }) => suspicious > 0)
            .map((group) =>
              texts.counted('fairness.suspicious', group.suspicious, {
                group: nameOf(group, texts),
              }),
            ),
        ),
      ]
    : [];
  return [
    texts.of('fairness.notes.photos'),
    texts.of('fairness.notes.intervals'),
    texts.of('fairness.notes.groups'),
    texts.of('fairness.notes.mated'),
    [texts.of('fairness.notes.duplicates'), ...suspects].join(' '),
    texts.of('fairness.notes.terms'),
  ];
}
