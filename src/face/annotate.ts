import type { PhotoReport, SeenFace } from '../domain/inspection.js';
import { printable } from '../domain/text.js';

/** What is said of a photo: one heading, and sentences below it. */
export interface Verdict {
  readonly accepted: boolean;
  readonly heading: string;
  readonly sentences: readonly string[];
}

/** A picture to lay over a photo. */
export interface Overlay {
  /** Size to which the photo is scaled, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Height of the white panel that is added below it. */
  readonly panel: number;
  /** SVG of the size of photo and panel together. */
  readonly svg: string;
}

/** Sides of an annotated photo: large enough to read, small enough to mail. */
const LONGEST_SIDE = 1280;
const LEAST_WIDTH = 640;

const FONT_SIZE = 20;
const LINE_HEIGHT = 28;
const MARGIN = 20;
/** Mean width of a character of a sans-serif font, as a share of its size. */
const CHARACTER = 0.53;

const ACCEPTED = '#1a7f37';
const REFUSED = '#cf222e';
const OTHER = '#9a6700';

/** Draws what was seen: the boxes of the faces, the landmarks, and the verdict in words. */
export function annotate(report: PhotoReport, verdict: Verdict): Overlay {
  const longer = Math.max(report.width, report.height);
  const scale = Math.max(LONGEST_SIDE / Math.max(longer, LONGEST_SIDE), LEAST_WIDTH / report.width);
  const [width, height] = [Math.round(report.width * scale), Math.round(report.height * scale)];
  const colour = verdict.accepted ? ACCEPTED : REFUSED;
  const characters = Math.floor((width - 2 * MARGIN) / (FONT_SIZE * CHARACTER));
  const lines = verdict.sentences.flatMap((sentence) => wrap(printable(sentence), characters));
  const panel = 2 * MARGIN + (lines.length + 1) * LINE_HEIGHT;
  const faces = report.faces.map((face, i) => {
    const taken = report.chosen === undefined || report.chosen === i;
    return drawFace(face, scale, taken ? colour : OTHER);
  });
  const text = [verdict.heading, ...lines].map((line, i) => {
    const top = height + MARGIN + (i + 0.7) * LINE_HEIGHT;
    const look = i === 0 ? `fill="${colour}" font-weight="bold"` : 'fill="#1f2328"';
    return `<text x="${MARGIN}" y="${top}" ${look}>${escaped(printable(line))}</text>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + panel}" font-family="sans-serif" font-size="${FONT_SIZE}">
${[...faces, ...text].join('\n')}
</svg>`;
  return { width, height, panel, svg };
}

function drawFace({ box, landmarks }: SeenFace, scale: number, colour: string): string {
  const [x, y, width, height] = [box.x, box.y, box.width, box.height].map((v) => v * scale);
  const radius = Math.max(2.5, (width ?? 0) / 60);
  const points = landmarks.map((p) => {
    return `<circle cx="${p.x * scale}" cy="${p.y * scale}" r="${radius}" fill="${colour}" stroke="white"/>`;
  });
  const frame = `x="${x}" y="${y}" width="${width}" height="${height}" fill="none"`;
  // White below the colour: it must be seen on any photo.
  return `<rect ${frame} stroke="white" stroke-width="6"/><rect ${frame} stroke="${colour}" stroke-width="3"/>${points.join('')}`;
}

/** Breaks a sentence into lines of at most so many characters, at spaces. */
function wrap(sentence: string, characters: number): readonly string[] {
  const lines = [''];
  for (const word of sentence.split(' ')) {
    const line = lines.at(-1) as string;
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || longer.length <= characters) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Text of an XML document: what XML 1.0 has no character for would make the whole unreadable. */
function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  return text
    .replace(/[\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
    .replace(/[&<>]/g, (c) => entities[c] as string);
}
