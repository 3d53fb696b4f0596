/** A browser sends a handful of languages; the rest of a longer header is not read. */
const MAX_LENGTH = 1024;
const MAX_RANGES = 32;

/** A language range of the header, with its weight. */
export interface AcceptedRange {
  readonly tag: string;
  /** More than 0, at most 1. */
  readonly quality: number;
}

/**
 * The ranges of the header Accept-Language (RFC 9110, section 12.5.4), the best first. Leaves out
 * what is malformed, what is refused (q=0), and `*`, which asks for no language.
 */
export function acceptedRanges(header: string | undefined): readonly AcceptedRange[] {
  if (header === undefined) return [];
  const ranges = whole(header)
    .slice(0, MAX_RANGES)
    .flatMap((range) => accepted(range));
  return ranges.sort((a, b) => b.quality - a.quality);
}

/** The ranges up to the limit; not one that the limit would cut. */
function whole(header: string): readonly string[] {
  const ranges = header.slice(0, MAX_LENGTH).split(',');
  return header.length > MAX_LENGTH ? ranges.slice(0, -1) : ranges;
}

function accepted(range: string): readonly AcceptedRange[] {
  const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
  // Some clients send the names of POSIX locales: pt_BR.
  const named = tag.replaceAll('_', '-');
  const quality = parameters.length === 0 ? 1 : qualityOf(parameters[0] ?? '');
  return named === '' || named === '*' || quality === 0 ? [] : [{ tag: named, quality }];
}

/** 0 for a weight that is none. */
function qualityOf(parameter: string): number {
  const [, digits] = /^q\s*=\s*([01](?:\.\d*)?)$/i.exec(parameter) ?? [];
  return Math.min(Number(digits ?? 0), 1);
}
