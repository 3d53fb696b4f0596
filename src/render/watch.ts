import { count, jsonLine, number, printable } from '../domain/text.js';
import type { WatchEvent, WatchedBatch } from '../domain/watch.js';

/** A line for a program. */
export function watchLine({ kind, ...members }: WatchEvent): string {
  return jsonLine({ event: NAMES[kind], ...members });
}

const NAMES: Readonly<Record<WatchEvent['kind'], string>> = {
  started: 'watching',
  batch: 'batch',
  notice: 'notice',
  stopped: 'stopped',
};

/** A line for a person; `shown` tells how a path is written. */
export function watchText(event: WatchEvent, shown: (path: string) => string): string {
  return `${event.at.slice(0, 19)}Z ${printable(textOf(event, shown))}`;
}

function textOf(event: WatchEvent, shown: (path: string) => string): string {
  switch (event.kind) {
    case 'started': {
      const by = event.csv === null ? '' : ` by ${shown(event.csv)}`;
      const known = event.remembered > 0 ? `; ${count(event.remembered, 'file')} known` : '';
      return `watching ${shown(event.folder)}${by} every ${event.every} s${known} (Ctrl-C or SIGTERM stops it)`;
    }
    case 'batch':
      return batchText(event, shown);
    case 'notice':
      return event.message;
    case 'stopped':
      return `stopped after ${count(event.batches, 'batch', 'batches')}`;
  }
}

function batchText(batch: WatchedBatch, shown: (path: string) => string): string {
  const { items, enrolled, unchanged, imported, failed, errorReport, interrupted } = batch;
  if (interrupted) return 'a batch was interrupted: the next start goes on with it';
  const parts = [
    `${number(enrolled)} enrolled`,
    ...(imported > 0 ? [`${number(imported)} imported`] : []),
    ...(unchanged > 0 ? [`${number(unchanged)} unchanged`] : []),
    `${number(failed)} failed`,
  ];
  const report = errorReport === null ? '' : `: ${shown(errorReport)}`;
  return `${count(items, 'photo')}: ${parts.join(', ')}${report}`;
}
