import { shortRunId } from '../domain/journal-run.js';
import { count, number, printable } from '../domain/text.js';
import type { WrittenGalleryReport } from '../domain/written-report.js';

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
  const { runId, files, failed, pictures, picturesMissing, anonymous, expires } = told;
  const [first = '', ...further] = files;
  const pages = further.length > 0 ? ` and ${count(further.length, 'further page')}` : '';
  const shown = anonymous ? '' : `, ${count(pictures, 'picture')}`;
  const missing =
    picturesMissing > 0
      ? `${count(picturesMissing, 'photo')} could not be shown (gone, changed since the run, or damaged): the report says which.`
      : undefined;
  return [
    `Report on the run ${shortRunId(runId)}: ${printable(first)}${pages}, ${number(failed)} failed${shown}`,
    ...(missing === undefined ? [] : [missing]),
    ...keeping({ anonymous, expires }),
  ];
}

/** The same of a collection. */
export function galleryReportText(told: WrittenGalleryReport): readonly string[] {
  const { collection, files, users, templates, suspectedPairs } = told;
  const pairs =
    suspectedPairs === null
      ? 'templates were not compared'
      : count(suspectedPairs, 'suspected pair');
  const counts = [count(users, 'user'), count(templates, 'template'), pairs].join(', ');
  const file = files.map(printable).join(', ');
  return [
    `Report on the collection ${printable(collection)}: ${file}, ${counts}`,
    ...keeping(told),
  ];
}

/** How the file is to be treated. */
function keeping({
  anonymous,
  expires,
}: Pick<ToldReport, 'anonymous' | 'expires'>): readonly string[] {
  return [
    anonymous ? 'It holds no faces and no names.' : HOLDS_FACES,
    ...(expires === null ? [] : [`It says that it is to be deleted after ${expires}.`]),
  ];
}

/** One line of `--json`. */
export function htmlReportEvent(told: ToldReport): object {
  return { event: 'html-report', ...told };
}

/** One line of `--json`. */
export function galleryReportEvent(told: WrittenGalleryReport): object {
  return { event: 'gallery-report', ...told };
}

/** The line of an import that wrote one. */
export function htmlReportLine(path: string): string {
  return `HTML report (it holds faces; purge cannot reach it): ${printable(path)}`;
}
