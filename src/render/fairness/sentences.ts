import {
  type ComparedStatistic,
  type FairnessReport,
  type GroupFigures,
  type GroupThreshold,
  STATISTICS,
  type Statistic,
} from '../../domain/fairness/report.js';
import { cosine, rate } from '../../domain/figures.js';
import { printable } from '../../domain/text.js';
import type { ReportTexts } from '../report/texts.js';
import { byText, nameOf, probabilityText, trialsText, unitOf, valueText } from './words.js';

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

/** The differences of one figure, in one breakdown. */
interface ToldFigure {
  readonly title: string;
  /** Who is worse off comes first. */
  readonly sentences: readonly string[];
}

/** The differences of one breakdown. */
export interface ToldDifferences {
  readonly title: string;
  readonly figures: readonly ToldFigure[];
}

type Compared = Pick<FairnessReport, 'comparisons' | 'breakdowns'>;

/**
 * Each difference in a sentence, by breakdown and figure; none where there is none.
 *
 * @param isolated a name among other words, whatever its direction of writing
 */
export function toldDifferences(
  { comparisons, breakdowns }: Compared,
  texts: ReportTexts,
  isolated: (name: string) => string = (name) => name,
): readonly ToldDifferences[] {
  const differing = comparisons.filter(({ differs }) => differs);
  return breakdowns.flatMap(({ by, groups }) => {
    const own = differing.filter((one) => isSame(one.by, by));
    if (own.length === 0) return [];
    const figures = STATISTICS.flatMap((statistic) => {
      const found = own.filter((one) => one.statistic === statistic).sort(worstFirst);
      if (found.length === 0) return [];
      const sentences = found.map((one) => differenceText(one, groups, texts, isolated));
      return [{ title: texts.of(`fairness.differential.${statistic}`), sentences }];
    });
    return [{ title: texts.of('fairness.by', { by: byText(by) }), figures }];
  });
}

/** Whether there are differences, in a sentence. */
export function resultText(
  { comparisons }: Pick<FairnessReport, 'comparisons'>,
  texts: ReportTexts,
): string {
  if (comparisons.length === 0) return texts.of('fairness.differences.nothing');
  const found = comparisons.filter(({ differs }) => differs).length;
  if (found === 0) return texts.of('fairness.differences.none');
  return texts.counted('fairness.differences.found', found, {
    all: texts.number(comparisons.length),
  });
}

/** How differences were looked for; nothing where there was nothing to compare. */
export function searchText(compared: Compared, texts: ReportTexts): string | undefined {
  const { length } = compared.comparisons;
  if (length === 0) return undefined;
  const searched = texts.of('fairness.differences.counted', { n: texts.number(length) });
  const isRelative = toldDifferences(compared, texts).some(({ figures }) =>
    figures.some(({ sentences }) => sentences.length > 1),
  );
  return isRelative ? `${texts.of('fairness.differences.relative')} ${searched}` : searched;
}

/** Higher rates are worse, and lower qualities. */
function isWorse({ statistic, value, others }: ComparedStatistic): boolean {
  return statistic === 'quality' ? value < others : value > others;
}

function worstFirst(one: ComparedStatistic, other: ComparedStatistic): number {
  return Number(isWorse(other)) - Number(isWorse(one)) || one.probability - other.probability;
}

function isSame(one: readonly (string | null)[], other: readonly (string | null)[]): boolean {
  return one.length === other.length && one.every((value, i) => value === other[i]);
}

function differenceText(
  { statistic, values, value, others, adjusted }: ComparedStatistic,
  groups: readonly GroupFigures[],
  texts: ReportTexts,
  isolated: (name: string) => string,
): string {
  const group = groups.find((one) => one.pooled === 0 && isSame(one.values, values));
  const direction = value >= others ? 'higher' : 'lower';
  return texts.of(`fairness.differences.${direction}`, {
    group: isolated(nameOf({ values, pooled: 0 }, texts)),
    value: valueText(value, unitOf(statistic), texts),
    of: trialsText(statistic, group ? trialsOf(group, statistic) : 0, texts),
    others: valueText(others, unitOf(statistic), texts),
    p: probabilityText(adjusted).replaceAll(' ', '\u00a0'),
  });
}

function trialsOf(group: GroupFigures, statistic: Statistic): number {
  return statistic === 'quality' ? (group.quality?.users ?? 0) : group[statistic].of;
}

/** What the figures can show, and what they cannot. */
export function notesOf(report: FairnessReport, texts: ReportTexts): readonly string[] {
  const { suspicion, breakdowns } = report;
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
    ...hiddenGroups(report, texts),
    texts.of('fairness.notes.photos'),
    texts.of('fairness.notes.intervals'),
    texts.of('fairness.notes.groups'),
    texts.of('fairness.notes.mated'),
    [texts.of('fairness.notes.duplicates'), ...suspects].join(' '),
    texts.of('fairness.notes.terms'),
  ];
}

/** Where users are in groups that are too small to say much. */
function* hiddenGroups(
  { columns, breakdowns, users }: FairnessReport,
  texts: ReportTexts,
): Generator<string> {
  for (const { by, groups } of breakdowns) {
    const small = groups.find(({ pooled }) => pooled > 0);
    if (!small || by.length > 1 || 2 * small.users <= users) continue;
    yield texts.of('fairness.notes.pooled', {
      ...{ by: byText(by), groups: texts.number(small.pooled) },
      ...{ n: texts.number(small.users), users: texts.number(users) },
    });
  }
  const isMissing = columns.length > 1 && breakdowns.every(({ by }) => by.length === 1);
  if (isMissing) yield texts.of('fairness.notes.combined', { by: byText(columns) });
}
