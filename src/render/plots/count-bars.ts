import { number } from '../../domain/text.js';
import { paint } from './inks.js';
import { told } from './picture.js';
import type { PlotLook } from './plot.js';
import { linear, roundTicks, type Scale, type Tick } from './scale.js';

/** A vertical axis of counts: 0 at the bottom, and a round number at or above the greatest. */
export function countScale(
  bars: readonly { readonly count: number }[],
  top: number,
  bottom: number,
): { readonly ticks: readonly Tick[]; readonly y: Scale } {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const step = roundTicks(0, most, 3, 1)[1]?.at ?? 1;
  const end = Math.ceil(most / step) * step;
  return { ticks: roundTicks(0, end, end / step, step), y: linear(0, end, bottom, top) };
}

/** Bars from one place to another, with a gap between them where there is room. */
export function countBars(
  look: PlotLook,
  bars: readonly {
    readonly from: number;
    readonly to: number;
    readonly count: number;
    readonly name: string;
  }[],
  y: Scale,
  bottom: number,
): string {
  return bars
    .filter(({ count }) => count > 0)
    .map(({ from, to, count, name }) => {
      const gap = to - from > 4 ? 1 : 0;
      // One of thousands is seen, too.
      const top = Math.min(y(count), bottom - 1);
      const [left, width] = [from + gap / 2, Math.max(to - from - gap, 0.5)];
      const rect = `<rect x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${width.toFixed(1)}" height="${(bottom - top).toFixed(1)}"${paint(look, 'bar', 'fill')}/>`;
      return told(rect, `${name}: ${number(count)}`);
    })
    .join('\n');
}
