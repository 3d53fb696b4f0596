import type { ChalkInstance } from 'chalk';
import type { PhotoReport } from '../domain/inspection.js';
import type { Lack, PhotoProfile } from '../domain/photo-profile.js';
import type { Measure } from '../domain/quality.js';
import type { Extraction } from '../domain/sample.js';
import { count, printable } from '../domain/text.js';

export interface Inspection {
  /** As the operator named it. */
  readonly file: string;
  readonly extraction: Extraction;
  /** What the photo was to fit. */
  readonly profile?: Pick<PhotoProfile, 'name' | 'title'>;
  /** Path of the annotated photo, if it was written. */
  readonly picture?: string;
}

/** Characters of a bar for 100. */
const BAR = 20;

/** What was seen in a photo, for a person; `bars` draws the components, for a terminal. */
export function inspectionText(
  { file, extraction, profile, picture }: Inspection,
  style: ChalkInstance,
  bars: boolean,
): string {
  const { report } = extraction;
  return [
    `${style.bold(printable(file))}: ${verdict(extraction, style)}`,
    ...(extraction.kind === 'failed' ? [`  ${printable(extraction.failure.advice)}`] : []),
    ...(report ? seen(report) : []),
    ...(profile && report?.lacks ? lackLines(profile, report.lacks, style) : []),
    ...(report?.quality ? [livenessLine(report.liveness)] : []),
    ...(report?.quality?.measures ?? []).map((measure) => measureLine(measure, style, bars)),
    ...(picture === undefined ? [] : [`  Annotated photo: ${printable(picture)}`]),
    '',
  ].join('\n');
}

function verdict(extraction: Extraction, style: ChalkInstance): string {
  if (extraction.kind === 'failed') {
    const { code, message } = extraction.failure;
    return `${style.red(code)}, ${printable(message)}`;
  }
  const quality = extraction.kind === 'sample' ? extraction.sample.quality : 0;
  return `${style.green('would be enrolled')}, quality ${quality.toFixed(2)}`;
}

function seen({ width, height, format, rotated, faces, chosen }: PhotoReport): readonly string[] {
  const turned = rotated === 0 ? '' : `, turned by ${rotated} degrees clockwise to stand upright`;
  return [
    `  ${width} x ${height} pixels, ${format.toUpperCase()}${turned}; ${count(faces.length, 'face')}`,
    ...faces.map(({ box, score, presence }, i) => {
      const mark = i === chosen ? '>' : ' ';
      const at = `${Math.round(box.width)} x ${Math.round(box.height)} at ${Math.round(box.x)}, ${Math.round(box.y)}`;
      return `  ${mark} face of ${at}, score ${score.toFixed(2)}, presence ${presence.toFixed(3)}`;
    }),
  ];
}

function lackLines(
  { title }: Pick<PhotoProfile, 'title'>,
  lacks: readonly Lack[],
  style: ChalkInstance,
): readonly string[] {
  if (lacks.length === 0) return [`  ${style.green('fits')} ${title}`];
  const isUnfit = lacks.some(({ isAdvice }) => !isAdvice);
  const verdict = isUnfit
    ? style.red('does not fit')
    : style.yellow('fits, with less than recommended,');
  return [`  ${verdict} ${title}:`, ...lacks.map(({ text }) => `    ${text}`)];
}

function livenessLine(liveness: number | undefined): string {
  return `  liveness ${liveness === undefined ? 'not assessed' : liveness.toFixed(3)}`;
}

function measureLine(
  { name, value, unit, component }: Measure,
  style: ChalkInstance,
  bars: boolean,
): string {
  if (value === undefined || component === undefined) {
    return `  ${name.padEnd(24)} ${style.dim('not assessed')}`;
  }
  const native = `${nativeText(value)} ${unit}`.padEnd(18);
  const full = Math.round((component / 100) * BAR);
  const bar = bars ? `${'█'.repeat(full)}${style.dim('░'.repeat(BAR - full))} ` : '';
  return `  ${name.padEnd(24)} ${native} ${bar}${Math.round(component).toString().padStart(3)}`;
}

/** Three significant digits. */
function nativeText(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** One line of `inspect --json`; null for a measure that was not assessed. */
export function inspectionEvent({ file, extraction, profile, picture }: Inspection): object {
  const { report } = extraction;
  const {
    picture: _,
    problems: __,
    lacks,
    quality: assessed,
    ...photo
  } = report ?? { quality: undefined, lacks: undefined };
  const measures = assessed?.measures.map(({ name, value, unit, component }) => {
    return { name, value: value ?? null, unit, component: component ?? null };
  });
  return {
    event: 'inspection',
    file,
    outcome: extraction.kind === 'failed' ? 'failed' : 'enrolled',
    ...(extraction.kind === 'failed' ? extraction.failure : {}),
    ...photo,
    liveness: report?.liveness ?? 'not assessed',
    quality: assessed?.quality ?? null,
    measures: measures ?? null,
    profile: profile?.name ?? null,
    lacks: lacks ?? null,
    picture: picture ?? null,
  };
}
