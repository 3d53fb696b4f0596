/** What happens to programs, servers and networks, at random. */

import { setTimeout as sleep } from 'node:timers/promises';
import { importIsSilent, silenceIsOver } from './silence.js';

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

/** Those that take long, and go on while others come. */
const LONG = [
  ['worker stopped', 6],
  ['import stopped', 6],
  ['long stall', 4],
];
const KILLS = new Set(['worker', 'import', 'postgres', 'session']);

/** Of PostgreSQL, and of a network. */
const MOST_AWAY_MS = 3_000;

/** Longer than a connection is waited for, and than a statement when others are answered again. */
const LONG_STALL_MS = { least: 11_000, most: 18_000, mostLost: 15_000 };

export class Disturbances {
  /** @type {Record<string, number>} */
  counts = {};
  kills = 0;
  /** Those that go on. */
  #long = new Set();
  #stalled = new Set();

  constructor(setup) {
    this.setup = setup;
    this.kinds = setup.mostStoppedMs === undefined ? KINDS : [...KINDS, ...LONG];
  }

  /** Disturbs these imports and all else until it is ended, or all kills are done. */
  during(imports) {
    let ended = false;
    const { kills, random, mostPauseMs, server } = this.setup;
    const all = (async () => {
      for (;;) {
        await sleep(random() * mostPauseMs);
        if (ended || this.kills >= kills) break;
        const kind = pickKind(this.kinds, random);
        // A process that was killed while the others began anew has ended all of them.
        if (!isRunning(server.pid())) await server.start();
        if (!(await this.#disturb(kind, imports))) continue;
        this.counts[kind] = (this.counts[kind] ?? 0) + 1;
        if (KILLS.has(kind)) this.kills += 1;
      }
      await Promise.all(this.#long);
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
    const { random, server, proxies, workers } = this.setup;
    const pick = (list) => list[Math.floor(random() * list.length)];
    const all = random() < 0.5;
    const running = imports.filter(({ program }) => program.isRunning);
    const away = () => sleep(random() * MOST_AWAY_MS);
    const proxy = pick(proxies);
    const isStalled = this.#stalled.has(proxy);
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
        if (isStalled) return false;
        proxy.cut();
        return true;
      case 'stall':
        if (isStalled) return false;
        await proxy.stall(random() * MOST_AWAY_MS);
        return true;
      case 'long stall':
        if (isStalled) return false;
        this.#goOn(this.#stallLong(proxy));
        return true;
      case 'worker stopped':
        return this.#stop(pick(workers).program, () => silenceIsOver(server.url));
      default: {
        const program = pick(running)?.program;
        return this.#stop(program, () => importIsSilent(server.url, program.child.pid));
      }
    }
  }

  async #stallLong(proxy) {
    const { random } = this.setup;
    const { least, most, mostLost } = LONG_STALL_MS;
    this.#stalled.add(proxy);
    await proxy.stall(least + random() * (most - least), random() * mostLost);
    this.#stalled.delete(proxy);
  }

  /** Stops a program, to others as if for longer than it is, and lets it go on. */
  #stop(program, silence) {
    if (!program?.signal('SIGSTOP', { all: true })) return false;
    const { random, mostStoppedMs } = this.setup;
    this.#goOn(
      (async () => {
        // While PostgreSQL begins anew nobody looks who is silent.
        await silence().catch(() => {});
        await sleep(random() * mostStoppedMs);
        program.goOn();
      })(),
    );
    return true;
  }

  #goOn(work) {
    this.#long.add(work);
    void work.then(() => this.#long.delete(work));
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

function pickKind(kinds, random) {
  const sum = kinds.reduce((total, [, share]) => total + share, 0);
  let at = random() * sum;
  for (const [kind, share] of kinds) {
    at -= share;
    if (at < 0) return kind;
  }
  return 'worker';
}
