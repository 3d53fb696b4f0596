/** Bytes of a file that show whether it is an HTML report of this program. */
export const MARK_BYTES = 512;

/**
 * The beginning of the head of an HTML report, with the ID that all its files share: by it they are
 * known to belong together, and to be ours, whatever they are called.
 */
export function reportMark(reportId: string): string {
  return `<meta charset="utf-8">\n<meta name="faceenroll-report" content="${reportId}">`;
}

const MARKED =
  /^<!doctype html>\n<html [^>]*>\n<head>\n<meta charset="utf-8">\n<meta name="faceenroll-report" content="([0-9a-f-]{36})">/;

/** The ID of the HTML report that begins like this; undefined for any other file. */
export function reportIdIn(beginning: string): string | undefined {
  return MARKED.exec(beginning)?.[1];
}
