import type { Host } from '../host.js';

/** So many things are remembered as said: a watch runs for years. */
const MOST_SAID = 1000;

/**
 * A host that hears each thing once, however many batches say it, but for what comes and goes; and
 * progress only if somebody watches.
 */
export function quietHost(host: Host): Host {
  const said = new Set<string>();
  const once = (say: (message: string) => void) => (message: string) => {
    if (said.has(message)) return;
    if (said.size >= MOST_SAID) said.clear();
    said.add(message);
    say(message);
  };
  return {
    ...host,
    signal: host.signal,
    tell: once(host.tell),
    tellEach: host.tell,
    note: once(host.note),
    progress: host.isWatched ? host.progress : () => {},
  };
}
