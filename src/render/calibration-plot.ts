import { rate } from '../domain/figures.js';
import { count, number, printable } from '../domain/text.js';
import { similarityAt } from '../domain/thresholds.js';
import type { CalibrationReport } from './calibration-report.js';
import type { Mark } from './plots/plot.js';
import { similarityPlot } from './plots/similarity.js';

const WIDTH = 800;

/**
 * The similarities of pairs of different users, and of one user, as an SVG picture with the
 * thresholds.
 *
 * @param date when they were measured, for people
 */
export function calibrationPlot(report: CalibrationReport, date: string): string {
  const { collection, encoder, pack, users, templates, genuinePairs } = report;
  return similarityPlot(
    {
      title: `Similarities in the collection ${printable(collection)}`,
      facts: `Encoder ${printable(encoder)} (pack ${printable(pack)}); ${number(users)} users with ${number(templates)} templates; ${date}`,
      axis: 'similarity of two templates (cosine)',
      countAxis: 'pairs (logarithmic scale)',
      similarities: report.similarities,
      words: {
        different: `${count(report.pairs, 'pair')} of different users`,
        ...(genuinePairs > 0 && { same: `${count(genuinePairs, 'pair')} of one user` }),
      },
      marks: marksOf(report),
    },
    { place: 'file', width: WIDTH },
  );
}

function marksOf({ packTable, calibration, fpir, templates }: CalibrationReport): readonly Mark[] {
  const { fmr, similarity, basis } = calibration.threshold;
  const pack = packTable && similarityAt(packTable, fmr);
  const threshold: Mark = {
    at: similarity,
    words: `threshold ${similarity.toFixed(4)} (${basis}): FPIR ${fpir} among ${number(templates)} templates, FMR ${rate(fmr)}`,
  };
  if (pack === undefined) return [threshold];
  const words = `the same FMR by the pack's own table: ${pack.toFixed(4)}`;
  return [threshold, { at: pack, words, ink: 'pack', dashed: true }];
}
