import type { PlotLook } from './plot.js';

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
  { place }: Pick<PlotLook, 'place'>,
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

/** The style of plots on a page: the inks, and whether the wide or the narrow drawing is shown. Paper is light. */
export const PLOT_CSS = `
${rules(0)}
@media screen and (prefers-color-scheme: dark) {
${rules(1)}
}
.plot-narrow {display:none}
@media (max-width: 37.5rem) {
.plot-wide {display:none}
.plot-narrow {display:block}
}
`;
