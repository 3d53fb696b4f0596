/** A plot is part of a page, coloured by its style sheet, or a file of its own, which has its colours. */
export type Place = 'page' | 'file';

/**
 * The colours of plots: in a file, and on light and dark pages. A page has a class for each,
 * `plot-` and its name, which sets `color`; what is drawn takes `currentColor`.
 */
const INKS = {
  /** Titles and the numbers of axes. */
  text: ['#1f2328', '#e6edf3'],
  /** Names of axes, facts, notes. */
  faint: ['#57606a', '#9198a1'],
  /** Lines that lead from an axis. */
  grid: ['#dddddd', '#373e47'],
  /** Bars of plain counts, and values with their intervals. */
  bar: ['#0969da', '#4493f8'],
  /** Similarities of different users, and of one user. */
  different: ['#8c959f', '#8c959f'],
  same: ['#1a7f37', '#3fb950'],
  /** Lines at values: the threshold in use, the pack's own, and any other. */
  threshold: ['#cf222e', '#ff7b72'],
  pack: ['#8250df', '#bc8cff'],
  other: ['#9a6700', '#d29922'],
} as const satisfies Readonly<Record<string, readonly [light: string, dark: string]>>;

export type Ink = keyof typeof INKS;

/** Attributes that draw something in an ink. */
export function paint(
  { place }: { readonly place: Place },
  ink: Ink,
  ...how: readonly ('fill' | 'stroke')[]
): string {
  const color = place === 'page' ? 'currentColor' : INKS[ink][0];
  const name = place === 'page' ? ` class="plot-${ink}"` : '';
  return `${name}${how.map((attribute) => ` ${attribute}="${color}"`).join('')}`;
}

const names = Object.keys(INKS) as Ink[];
const rules = (shade: 0 | 1) =>
  names.map((ink) => `.plot-${ink} {color:${INKS[ink][shade]}}`).join('\n');

/**
 * The style of plots on a page: the inks; whether the wide or the narrow drawing is shown; and small
 * plots in columns (class `plots`). Paper is light.
 */
export const PLOT_CSS = `
${rules(0)}
@media screen and (prefers-color-scheme: dark) {
${rules(1)}
}
.plot svg {display:block;max-inline-size:100%;block-size:auto}
.plot-narrow {display:none}
@media (max-width: 37.5rem) {
.plot-wide {display:none}
.plot-narrow {display:block}
}
.plots {display:grid;grid-template-columns:repeat(auto-fill,minmax(min(14rem,100%),1fr));gap:1rem 1.5rem;margin-block-end:0.75rem}
.plots figure {display:flex;flex-direction:column;justify-content:space-between;margin:0}
.plots figcaption {font-size:0.875rem}
`;
