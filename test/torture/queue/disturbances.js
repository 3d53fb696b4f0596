/** What happens to programs, servers and networks, at random. */

import { setTimeout as sleep } from 'node:timers/promises';

/** How often each comes, of the sum. The first of them are kills. */
const KINDS = [
  ['worker', 36],
  ['import', 20],
  ['postgres', 8],
  ['session', 4],
  ['cut', 14],
  ['stall', 8],
  ['worker asked', 6],
  ['import asked', 4],
];
const KILLS = new Set(['worker', 'import', 'postgres', 'session']);

/** Of PostgreSQL, and of a network. */
const MOST_AWAY_MS = 3_000;

export class Disturbances {
  /** @type {Record<string, number>} */
  counts = {};
  kills = 0;

  constructor(setup) {
    this.setup = setup;
  }

  /** Disturbs these imports and all else until it is ended, or all kills are done. */
  during(imports) {
    let ended = false;
    const { kills, random, mostPauseMs, server } = this.setup;
    const all = (async () => {
      for (;;) {
        await sleep(random() * mostPauseMs);
        if (ended || this.kills >= kills) return;
        const kind = pickKind(random);
        // A process that was killed while the others began anew has ended all of them.
        if (!isRunning(server.pid())) await server.start();
        if (!(await this.#disturb(kind, imports))) continue;
        this.counts[kind] = (this.counts[kind] ?? 0) + 1;
        if (KILLS.has(kind)) this.kills += 1;
      }
    })();
    return {
      /** Nothing is disturbed any more. */
      over: all,
      end: () => {
        ended = true;
        return all;
      },
    };
  }

  /** Whether there was something to disturb. */
  async #disturb(kind, imports) {
    const { random, server, proxy, workers } = this.setup;
    const pick = (list) => list[Math.floor(random() * list.length)];
    const all = random() < 0.5;
    const running = imports.filter(({ program }) => program.isRunning);
    const away = () => sleep(random() * MOST_AWAY_MS);
    switch (kind) {
      case 'worker':
        return pick(workers).program.signal('SIGKILL', { all });
      case 'worker asked':
        return pick(workers).program.signal('SIGTERM');
      case 'import':
        return pick(running)?.program.signal('SIGKILL', { all }) ?? false;
      case 'import asked':
        return pick(running)?.program.signal('SIGINT') ?? false;
      case 'postgres':
        await server.stop(pick(['crash', 'kill']));
        await away();
        await server.start();
        return true;
      case 'session':
        return killSession(server, pick);
      case 'cut':
        proxy.cut();
        return true;
      default:
        await proxy.stall(random() * MOST_AWAY_MS);
        return true;
    }
  }
}

/** One of PostgreSQL's processes: the others then end, too, and all begins anew. */
async function killSession(server, pick) {
  const { childrenOf, KNOWS_PROCESSES } = await import('../../support/processes.ts');
  const pid = KNOWS_PROCESSES ? pick(childrenOf(server.pid())) : undefined;
  if (pid === undefined) return false;
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function pickKind(random) {
  const sum = KINDS.reduce((total, [, share]) => total + share, 0);
  let at = random() * sum;
  for (const [kind, share] of KINDS) {
    at -= share;
    if (at < 0) return kind;
  }
  return 'worker';
}
