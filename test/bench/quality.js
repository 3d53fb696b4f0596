/** Whether the quality of a photo tells how well it is recognized: the error-versus-discard curve. */

import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPack } from '../../dist/models/packs.js';
import { linesOf, svgText } from '../../dist/render/svg-text.js';
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
const TARGET = { discarded: 0.2, least: 0.4 };

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
      const { encoder } = findPack('standard');
      const today = new Date().toISOString().slice(0, 10);
      const about = `${number(templates.length)} photos of LFW, encoder ${encoder}; ${today}`;
      writeFileSync(
        plot,
        curve(
          shares.map((share) => [share, at(share)]),
          about,
        ),
      );
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
  const wanted = `${percent(TARGET.least, 0)}`;
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

/** The curve as an SVG picture; `about` says of what it was measured. */
function curve(points, about) {
  const [width, height] = [640, 440];
  const [left, right, top, bottom] = [80, 30, 80, 70];
  const most = Math.max(...points.map(([, fnmr]) => fnmr)) * 1.1;
  const last = points.at(-1)[0];
  const x = (share) => left + (share / last) * (width - left - right);
  const y = (fnmr) => height - bottom - (fnmr / most) * (height - top - bottom);
  const gray = { anchor: 'middle', size: 13, color: '#57606a' };
  const line = points.map(([share, fnmr]) => `${x(share).toFixed(1)},${y(fnmr).toFixed(1)}`);
  const rows = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const at = y(part * most);
    return `<line x1="${left}" x2="${width - right}" y1="${at}" y2="${at}" stroke="#ddd"/>
${svgText(left - 8, at + 4, percent(part * most, 1), { anchor: 'end', size: 13 })}`;
  });
  const columns = [0, 0.1, 0.2, 0.3].map((share) =>
    svgText(x(share), height - bottom + 20, percent(share, 0), { anchor: 'middle', size: 13 }),
  );
  const title = { anchor: 'start', size: 17, bold: true };
  const facts = linesOf(about, width - 54, gray).map((words, i) =>
    svgText(24, 56 + 19 * i, words, { ...gray, anchor: 'start' }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif">
<rect width="100%" height="100%" fill="white"/>
${svgText(24, 34, 'Recognition without the worst photos', title)}
${facts.join('\n')}
${rows.join('\n')}
${columns.join('\n')}
${svgText((left + width - right) / 2, height - 22, 'photos left out, the worst by quality first', gray)}
<g transform="translate(22 ${(top + height - bottom) / 2}) rotate(-90)">${svgText(0, 0, `FNMR at the threshold of FMR ${FMR}`, gray)}</g>
<polyline points="${line.join(' ')}" fill="none" stroke="#0969da" stroke-width="2"/>
</svg>
`;
}
