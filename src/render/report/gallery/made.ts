import { printable } from '../../../domain/text.js';
import { type Html, html } from '../../html.js';
import { plotFigure } from '../../plots/figure.js';
import { partsPlot } from '../../plots/parts.js';
import type { Listed } from '../document.js';
import { section } from '../parts.js';
import { type Drawn, percentOf } from './drawn.js';

/** By which encoders the templates were made, and how long ago. */
export function madeSection(listed: Listed, drawn: Drawn): Html {
  const { report, texts } = drawn;
  if (report.templates === 0) {
    return section(listed, html`<p>${texts.of('gallery.enrollment.none')}</p>`);
  }
  const encoders = report.encoders.map(({ templates, ...encoder }) => ({
    label: packText(encoder, drawn),
    templates,
  }));
  const ages = report.ages.map(({ age, templates }) => ({
    label: texts.of(`gallery.age.${age}`),
    templates,
  }));
  return section(
    listed,
    html`${plotOf('gallery.made.encoders', encoders, drawn)}
${encoders.length > 1 && html`<p>${texts.of('gallery.made.several')}</p>\n`}${plotOf('gallery.made.ages', ages, drawn)}
<p>${texts.of('gallery.made.ages.intro')}</p>`,
  );
}

/** An encoder, by the pack that has it. */
export function packText(
  { encoder, pack }: { readonly encoder: string; readonly pack: string | undefined },
  { texts }: Pick<Drawn, 'texts'>,
): string {
  const names = { encoder: printable(encoder), pack: printable(pack ?? '') };
  return texts.of(pack === undefined ? 'gallery.pack.none' : 'gallery.pack', names);
}

function plotOf(
  name: 'gallery.made.encoders' | 'gallery.made.ages',
  counts: readonly { readonly label: string; readonly templates: number }[],
  drawn: Drawn,
): Html {
  const { report, texts } = drawn;
  const title = texts.of(name);
  const parts = counts.map(({ label, templates }) => {
    const percent = percentOf(templates, report.templates, drawn);
    const words = texts.of('gallery.and', { count: texts.number(templates), percent });
    return { label, count: templates, words };
  });
  return plotFigure(title, (look) => partsPlot({ title, parts }, look));
}
