import { rate } from '../../../domain/figures.js';
import type { GalleryThresholds, SizedThreshold } from '../../../domain/gallery-report.js';
import { printable } from '../../../domain/text.js';
import { type Html, html } from '../../html.js';
import type { Listed } from '../document.js';
import { type Column, section, table } from '../parts.js';
import type { Drawn } from './drawn.js';

/** What similarities mean for the size of the collection, and up to which size the rate holds. */
export function thresholdsSection(listed: Listed, drawn: Drawn): Html {
  const { report, texts } = drawn;
  const { thresholds } = report;
  if (!thresholds) return section(listed, html`<p>${texts.of('gallery.thresholds.none')}</p>`);
  const { inUse, isOwn, measuredOn, bySize } = thresholds;
  const source = isOwn ? 'gallery.thresholds.source.own' : 'gallery.thresholds.source.pack';
  const basis = inUse.extrapolated ? 'extrapolated' : 'measured';
  return section(
    listed,
    html`<p>${texts.of('gallery.thresholds.intro')}</p>
<p><strong>${inUseText(inUse, drawn)}</strong> ${texts.of(`gallery.thresholds.${basis}`)}</p>
<p>${texts.of(source, { measuredOn: printable(measuredOn) })} ${holds(thresholds, drawn)}</p>
${isFoundKnown(bySize) && html`<p>${texts.of('gallery.thresholds.found.intro')}</p>\n`}${sizes(thresholds, drawn)}
${rates(thresholds, drawn)}`,
  );
}

function inUseText(inUse: SizedThreshold, { texts }: Drawn): string {
  return texts.of('gallery.thresholds.inUse', {
    templates: texts.counted('gallery.templates', inUse.templates),
    similarity: texts.number(inUse.similarity, 4),
    searches: texts.number(Math.round(1 / inUse.fpir)),
    fpir: String(inUse.fpir),
    fmr: rate(inUse.fmr),
  });
}

/** Up to which size the rate in use was counted. */
function holds({ inUse, measuredTo, holdsTo }: GalleryThresholds, { texts }: Drawn): string {
  const values = {
    fmr: rate(measuredTo),
    searches: texts.number(Math.round(1 / inUse.fpir)),
  };
  if (holdsTo === 0) return texts.of('gallery.thresholds.holds.none', values);
  return texts.counted('gallery.thresholds.holds', holdsTo, values);
}

function sizes({ bySize, inUse }: GalleryThresholds, drawn: Drawn): Html {
  const { texts } = drawn;
  const values = { searches: texts.number(Math.round(1 / inUse.fpir)), fpir: String(inUse.fpir) };
  const rows = bySize.map((one) => {
    const n = texts.number(one.templates);
    const isThis = one.templates === inUse.templates;
    return [isThis ? texts.of('gallery.thresholds.this', { n }) : n, ...cellsOf(one, drawn)];
  });
  const caption = texts.of('gallery.thresholds.bySize', values);
  return table(caption, columns('gallery.thresholds.templates', bySize, drawn), rows);
}

function rates({ byRate, inUse }: GalleryThresholds, drawn: Drawn): Html {
  const { texts } = drawn;
  const templates = texts.counted('gallery.templates', inUse.templates);
  const rows = byRate.map((one) => [String(one.fpir), ...cellsOf(one, drawn)]);
  const caption = texts.of('gallery.thresholds.byRate', { templates });
  return table(caption, columns('gallery.thresholds.fpir', byRate, drawn), rows);
}

function columns(
  first: 'gallery.thresholds.templates' | 'gallery.thresholds.fpir',
  all: readonly SizedThreshold[],
  { texts }: Drawn,
): readonly Column[] {
  return [
    { heading: texts.of(first), isNumber: true },
    { heading: texts.of('gallery.thresholds.similarity'), isNumber: true },
    { heading: texts.of('gallery.thresholds.fmr'), isNumber: true },
    ...(isFoundKnown(all)
      ? [{ heading: texts.of('gallery.thresholds.found'), isNumber: true }]
      : []),
  ];
}

function cellsOf({ similarity, fmr, found }: SizedThreshold, { texts }: Drawn): readonly string[] {
  return [texts.number(similarity, 4), rate(fmr), ...(found ? [foundText(found, texts)] : [])];
}

/** The strength of an encoder was measured or not: all rows have it, or none. */
function isFoundKnown(all: readonly SizedThreshold[]): boolean {
  return all.every(({ found }) => found !== undefined);
}

function foundText(
  { tmr, basis }: NonNullable<SizedThreshold['found']>,
  texts: Drawn['texts'],
): string {
  const kind = basis === 'measured' ? 'about' : basis === 'extrapolated' ? 'perhaps' : 'below';
  return texts.of(`gallery.thresholds.found.${kind}`, {
    percent: texts.percent(Math.max(tmr, 0.01)),
  });
}
