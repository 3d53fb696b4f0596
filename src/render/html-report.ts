import { count, number, printable } from '../domain/text.js';

/** An HTML report on a run that was written, as a command tells of it. */
export interface ToldReport {
  readonly runId: string;
  /** The first one is the one to open. */
  readonly files: readonly string[];
  /** Failed photos and rows in it. */
  readonly failed: number;
  readonly pictures: number;
  /** Pictures that could not be made: the photo is gone, was changed, or cannot be read. */
  readonly picturesMissing: number;
  readonly anonymous: boolean;
  readonly expires: string | null;
}

/** What holds faces must be kept as such. */
const HOLDS_FACES = 'It holds faces: keep it as you keep the database; purge cannot reach it.';

/** For people. */
export function htmlReportText(told: ToldReport): readonly string[] {
  const { files, failed, pictures, picturesMissing, anonymous, expires } = told;
  const [first = '', ...further] = files;
  const pages = further.length > 0 ? ` and ${count(further.length, 'further page')}` : '';
  const shown = anonymous ? '' : `, ${count(pictures, 'picture')}`;
  const missing =
    picturesMissing > 0
      ? `${number(picturesMissing)} of the photos could not be shown: gone, changed since the run, or damaged.`
      : undefined;
  return [
    `Report: ${printable(first)}${pages}: ${number(failed)} failed${shown}`,
    ...(missing === undefined ? [] : [missing]),
    anonymous ? 'It holds no faces and no names.' : HOLDS_FACES,
    ...(expires === null ? [] : [`It says that it is to be deleted after ${expires}.`]),
  ];
}

/** One line of `--json`. */
export function htmlReportEvent(told: ToldReport): object {
  return { event: 'html-report', ...told };
}

/** The line of an import that wrote one. */
export function htmlReportLine(path: string): string {
  return `HTML report (it holds faces; purge cannot reach it): ${printable(path)}`;
}
