import { Presets, SingleBar } from 'cli-progress';
import type { Io } from './io.js';

/** Shows how far a download is; nothing where there is no terminal to show it on. */
export function downloadBar(
  { stderr: stream, env }: Io,
  name: string,
  bytes: number,
): { readonly update: (received: number) => void; readonly stop: () => void } {
  if (!stream.isTTY || env.NO_COLOR) {
    stream.write(`Downloading ${name}, ${megabytes(bytes)} MB\n`);
    return { update: () => {}, stop: () => {} };
  }
  const format = `${name} {bar} {percentage}% of ${megabytes(bytes)} MB`;
  const bar = new SingleBar(
    { stream, format, barsize: 24, hideCursor: true },
    Presets.shades_classic,
  );
  bar.start(bytes, 0);
  return { update: (received) => bar.update(received), stop: () => bar.stop() };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
