/** Whether the quality of a photo tells how well it is recognized: the error-versus-discard curve. */

import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { thresholdAt } from './error-rates.js';
import {
  atLeast,
  Figures,
  importFaces,
  number,
  PHOTOS,
  percent,
  withTemporaryFolder,
} from './support.js';
import { dot, readTemplates } from './templates.js';

export const SUMMARY = 'error-versus-discard curve of the quality on the LFW photos';
export const NEEDS_PHOTOS = true;
export const OPTIONS = { plot: { type: 'text', help: 'draws the curve into this SVG file' } };

/** Shares of the photos, the worst by quality, that are left out. */
const DISCARDED = [0, 0.05, 0.1, 0.2, 0.3];
const FMR = 1e-3;
/** The share of the photos whose loss the target is about, and by how much the FNMR must fall. */
const TARGET = { discarded: 0.2, least: 0.3, aim: 0.4 };

export function run({ plot }) {
  const folder = join(PHOTOS, 'photos');
  console.log(`Importing ${number(readdirSync(folder).length)} photos ...`);
  return withTemporaryFolder(async (temporary) => {
    await importFaces(folder, temporary, ['--quiet', '--quality', 'off']);
    const templates = readTemplates(join(temporary, 'bench.db'));
    const { genuine, threshold } = compare(templates);
    const figures = new Figures();
    figures.add('photos', number(templates.length));
    figures.add('genuine pairs', number(genuine.length));
    figures.add(`threshold at FMR ${FMR}`, threshold.toFixed(4));
    const worstFirst = templates.map((_, i) => i);
    worstFirst.sort((i, j) => templates[i].quality - templates[j].quality);
    const at = (share) => fnmrWithout(worstFirst, genuine, threshold, share);
    for (const share of DISCARDED) addPoint(figures, share, at);
    if (plot) {
      const shares = Array.from({ length: 31 }, (_, i) => i / 100);
      writeFileSync(plot, curve(shares.map((share) => [share, at(share)])));
      console.log(`Wrote ${plot}.`);
    }
    return figures;
  });
}

function addPoint(figures, share, at) {
  const name = `FNMR without the worst ${percent(share, 0)}`;
  const value = `${percent(at(share))}`;
  if (share !== TARGET.discarded) {
    figures.add(name, value);
    return;
  }
  figures.add(name, value);
  const cut = 1 - at(share) / at(0);
  const wanted = `${percent(TARGET.least, 0)} (aim ${percent(TARGET.aim, 0)})`;
  figures.add('  less than with all', percent(cut), atLeast(cut, TARGET.least, wanted));
}

/** Every photo against every other; who is who stands in the file name. */
function compare(templates) {
  const names = templates.map(({ userId }) => userId.replace(/_\d+$/, ''));
  const genuine = [];
  const impostor = [];
  templates.forEach((p, i) => {
    for (let j = i + 1; j < templates.length; j += 1) {
      const similarity = dot(p.vector, templates[j].vector);
      if (names[i] === names[j]) genuine.push({ i, j, similarity });
      else impostor.push(similarity);
    }
  });
  return { genuine, threshold: thresholdAt(Float64Array.from(impostor), FMR) };
}

/** The share of genuine pairs at or below the threshold when some photos are left out. */
function fnmrWithout(worstFirst, genuine, threshold, share) {
  const out = new Set(worstFirst.slice(0, Math.floor(worstFirst.length * share)));
  const left = genuine.filter(({ i, j }) => !out.has(i) && !out.has(j));
  return left.filter(({ similarity }) => similarity <= threshold).length / left.length;
}

/** The curve as an SVG picture. */
function curve(points) {
  const [width, height, margin] = [640, 400, 60];
  const most = Math.max(...points.map(([, fnmr]) => fnmr)) * 1.1;
  const last = points.at(-1)[0];
  const x = (share) => margin + (share / last) * (width - 2 * margin);
  const y = (fnmr) => height - margin - (fnmr / most) * (height - 2 * margin);
  const text = (left, top, anchor, words) =>
    `<text x="${left}" y="${top}" text-anchor="${anchor}">${words}</text>`;
  const line = points.map(([share, fnmr]) => `${x(share).toFixed(1)},${y(fnmr).toFixed(1)}`);
  const rows = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const top = y(part * most);
    return `<line x1="${margin}" x2="${width - margin}" y1="${top}" y2="${top}" stroke="#ddd"/>
${text(margin - 8, top + 4, 'end', percent(part * most, 1))}`;
  });
  const columns = [0, 0.1, 0.2, 0.3].map((share) =>
    text(x(share), height - margin + 20, 'middle', percent(share, 0)),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="13">
<rect width="100%" height="100%" fill="white"/>
${rows.join('\n')}
${columns.join('\n')}
${text(width / 2, 24, 'middle', `FNMR at the threshold of FMR ${FMR}`)}
${text(width / 2, height - 14, 'middle', 'photos left out, the worst by quality first')}
<polyline points="${line.join(' ')}" fill="none" stroke="#0969da" stroke-width="2"/>
</svg>
`;
}
