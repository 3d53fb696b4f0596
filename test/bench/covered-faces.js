/** Faces of the photo sets, as they are and with something drawn over them, as the measures see them. */

import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Deadline } from '../../dist/face/deadline.js';
import { PhotoFileDecoder } from '../../dist/face/decode.js';
import { familyOf } from '../../dist/face/detect.js';
import { viewOf } from '../../dist/face/measures/view.js';
import { enlarge, search } from '../../dist/face/search.js';
import { COVERINGS } from '../../fixtures/draw/coverings/kinds.js';
import { coverPhoto } from '../../fixtures/draw/coverings/photo.js';
import { randomFrom } from '../../fixtures/draw/random.js';
import { ROOT } from './support.js';

const SHARED = join(ROOT, '..', 'shared', 'photos');

/** The sets, and how many photos of each something is drawn over. */
export const SETS = {
  lfw: { folder: 'lfw/photos', drawn: 480 },
  groups: { folder: 'groups', drawn: 400 },
  pad: { folder: 'pad/real', drawn: 140 },
  people: { folder: 'people', drawn: 64 },
  portraits: { folder: 'portraits', drawn: 102 },
};

/** What the photos show that is not drawn: these faces are covered, and those of no use either way. */
const SHOWN = {
  mouth: names('14736_person 14761_person 14765_person 14766_person 14769_person 14773_person'),
  eyes: names(
    'group-5 person-vlado5 Arnold_Schwarzenegger_0008 Arnold_Schwarzenegger_0028 Elton_John_0001 ' +
      'Elton_John_0004 Elton_John_0005 Candice_Bergen_0001 Bono_0002 Bono_0003 Elin_Nordegren_0001 ' +
      'Angelina_Jolie_0011 Bill_Paxton_0002 Charlie_Zaa_0001 Claudette_Robinson_0001 ' +
      'Elizabeth_Hurley_0001 Alvaro_Uribe_0025 Atal_Bihari_Vajpayee_0004',
  ),
  // Tinted glasses, hands, faces that are cut off, of which a bystander was read, or upside down.
  neither: names(
    'Elton_John_0002 Elton_John_0006 Elton_John_0007 Adrien_Brody_0002 Adrien_Brody_0003 ' +
      'Alvaro_Uribe_0012 Arnaud_Clement_0002 Anthony_Hazen_0001 Dorothy_Wilson_0001 ' +
      'Celine_Dion_0008 Christine_Todd_Whitman_0002 Bill_Paxton_0003 solvay1927 stock-models-2 ' +
      'stock-group-1 stock-group-2 cgi-model-24 14744_person person226',
  ),
};

function names(text) {
  return new Set(text.split(' '));
}

/** The largest a photo and its eye distance are when something is drawn over it, in pixels. */
const DRAWN = { side: 1400, eyes: 110 };

/** @returns the paths of a set's photos, in the order of their names */
export function photosOf(set) {
  const list = (folder) =>
    readdirSync(folder, { withFileTypes: true })
      .sort((p, q) => (p.name < q.name ? -1 : 1))
      .flatMap((e) => (e.isDirectory() ? list(join(folder, e.name)) : [join(folder, e.name)]));
  return list(join(SHARED, SETS[set].folder)).filter((file) => /\.(jpe?g|png)$/i.test(file));
}

/** What a photo hides without any drawing: 'mouth', 'eyes', 'nothing', or undefined where that is no question. */
export function shownIn(file) {
  const name = basename(file).replace(/\.\w+$/, '');
  if (SHOWN.neither.has(name)) return undefined;
  return SHOWN.mouth.has(name) ? 'mouth' : SHOWN.eyes.has(name) ? 'eyes' : 'nothing';
}

/** The largest face of a photo, or undefined where there is none. */
export async function see(bytes, models) {
  const decoder = new PhotoFileDecoder(bytes, new Deadline(60_000));
  const size = await decoder.size();
  const found = await search(decoder, size, models);
  if (!found.faces?.length) return undefined;
  const photo = await enlarge(decoder, size, found, { chosen: 0, thumbnail: false }, models);
  const seen = { ...photo, rival: 0, format: 'jpeg', turned: found.turn !== 0 };
  const input = { ...seen, scores: familyOf(models.detector).scores.quality };
  return { input, view: viewOf(input), turn: found.turn, ...photo };
}

/**
 * A photo with something drawn over its face, no larger than is drawn on.
 *
 * @param {Buffer} bytes of the photo
 * @param {Awaited<ReturnType<typeof see>>} seen
 * @param {string} kind one of COVERINGS
 * @param {string} seed
 */
export function covered(bytes, { face, turn, view, pyramid, scale }, kind, seed) {
  const { width, height } = pyramid.image;
  const mesh = face.landmarks.mesh.map(({ x, y }) => ({ x: x / width, y: y / width }));
  const side = scale * Math.max(width, height);
  const shrink = Math.min(1, DRAWN.eyes / view.eyeDistance, DRAWN.side / side);
  return coverPhoto(bytes, mesh, kind, randomFrom(seed), { shrink, turn });
}

/** Whether the face that was found in a drawn-over photo is the one that was drawn over. */
export function isSame(before, after) {
  const place = ({ face, scale, turn }) => {
    const [left, right] = face.landmarks.five;
    return { turn, x: ((left.x + right.x) / 2) * scale, y: ((left.y + right.y) / 2) * scale };
  };
  const [p, q] = [place(before), place(after)];
  const shrunk = before.scale * before.pyramid.image.width;
  const ratio = shrunk / (after.scale * after.pyramid.image.width);
  const apart = Math.hypot(p.x - q.x * ratio, p.y - q.y * ratio);
  return p.turn !== q.turn || apart < before.view.eyeDistance;
}

/** Of the coverings that hide one of these, the one for the nth photo. */
export function kindFor(hides, n) {
  const kinds = Object.keys(COVERINGS).filter((kind) => COVERINGS[kind].hides === hides);
  return kinds[n % kinds.length];
}

/** 0 or 1: all photos of a person are in the same half, where the file's name tells who it is. */
export function halfOf(file) {
  const person = /lfw|portraits/.test(file) ? basename(file).replace(/[-_]?\d*\.\w+$/, '') : file;
  return randomFrom(person.slice(SHARED.length * Number(person.startsWith(SHARED)))).chance(0.5)
    ? 1
    : 0;
}
