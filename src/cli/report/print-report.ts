import type { WrittenReport } from '../../operations/report/report.js';
import { shownPath } from '../../operations/shown-path.js';
import { htmlReportEvent, htmlReportText } from '../../render/html-report.js';
import type { Show } from '../command-of.js';
import { print } from '../print.js';

/** Prints which report was written. */
export const printReport: Show<WrittenReport> = (written, { json }, io, { host }) => {
  const { files, pictures, ...rest } = written;
  const told = {
    ...rest,
    files: files.map((file) => shownPath(file, host.shownFrom)),
    pictures: pictures.shown,
    picturesMissing: pictures.missing,
  };
  return print(io, json, {
    json: () => [htmlReportEvent(told)],
    text: () => htmlReportText(told),
  });
};
