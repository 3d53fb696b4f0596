/** How soon the command answers, and how soon its models are open. */

import { fileURLToPath } from 'node:url';
import { below, Figures, faceenroll, median, runNode, withTemporaryFolder } from './support.js';

export const SUMMARY = 'CPU time of --help, and the time to open the models';
export const NEEDS_PHOTOS = false;
export const OPTIONS = {};

const RUNS = 10;
const OPEN_MODELS = fileURLToPath(new URL('open-models.js', import.meta.url));

export function run() {
  return withTemporaryFolder(async (folder) => {
    const help = [];
    const models = [];
    for (let i = 0; i < RUNS; i += 1) {
      help.push((await faceenroll(['--help'], folder)).cpuSeconds);
      models.push(JSON.parse((await runNode([OPEN_MODELS], folder)).stdout));
    }
    const figures = new Figures();
    const cpu = median(help);
    figures.add(
      `--help, CPU time (user + system), median of ${RUNS}`,
      seconds(cpu),
      below(cpu, 0.3, '0.3 s'),
    );
    figures.add('  least and most', `${seconds(Math.min(...help))}, ${seconds(Math.max(...help))}`);
    const open = median(models.map((run) => run.library + run.open));
    figures.add(
      `models opened in one thread, median of ${RUNS}`,
      seconds(open),
      below(open, 1, '1 s'),
    );
    for (const [part, label] of [
      ['library', 'loading onnxruntime-node'],
      ['open', 'opening detector, landmarks, encoder'],
    ]) {
      figures.add(`  of which ${label}`, seconds(median(models.map((run) => run[part]))));
    }
    figures.add('check of their SHA-256 before', seconds(median(models.map((run) => run.check))));
    return figures;
  });
}

function seconds(value) {
  return `${value.toFixed(3)} s`;
}
