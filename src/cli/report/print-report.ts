import type { WrittenReport } from '../../domain/written-report.js';
import { shownPath } from '../../operations/shown-path.js';
import {
  galleryReportEvent,
  galleryReportText,
  htmlReportEvent,
  htmlReportText,
} from '../../render/html-report.js';
import type { Show } from '../command-of.js';
import { print } from '../print.js';

/** Prints which report was written. */
export const printReport: Show<WrittenReport> = (written, { json }, io, { host }) => {
  const files = written.files.map((file) => shownPath(file, host.shownFrom));
  if (!('runId' in written)) {
    const told = { ...written, files };
    return print(io, json, {
      json: () => [galleryReportEvent(told)],
      text: () => galleryReportText(told),
    });
  }
  const { pictures, ...rest } = written;
  const counts = { pictures: pictures.shown, picturesMissing: pictures.missing };
  const told = { ...rest, files, ...counts };
  return print(io, json, {
    json: () => [htmlReportEvent(told)],
    text: () => htmlReportText(told),
  });
};
