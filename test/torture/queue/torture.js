/**
 * Three imports at a time over a queue with four workers: all of them, PostgreSQL and the network
 * are disturbed at random until each import has ended. It must end like an undisturbed one without
 * a queue, and leave nothing in PostgreSQL.
 */

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { randomOf } from '../../fuzz/mutate.js';
import { IMPORTS, SHARED, writeImports } from './batches.js';
import { Disturbances } from './disturbances.js';
import { Program, Restarted } from './programs.js';
import { differences, remains, rowsLeft } from './remains.js';
import { silenceIsOver } from './silence.js';

const SOON = new URL('soon.js', import.meta.url).href;

const WORKERS = 4;

/** A photo whose worker is gone comes back after half a minute of silence, and some until that is noticed. */
const EMPTY_WITHIN_MS = 120_000;

const UNREACHED = /^faceenroll: PostgreSQL at \S+ cannot be (reached|used)/m;

/** PostgreSQL was away for too long when it ended. */
const MAY_BE_LEFT = /Photos of this import may be left in PostgreSQL/;

/** Milliseconds between the last disturbance and the end of silences, when that is not waited for. */
const HURRY_MS = 3_000;

/**
 * Disturbs imports until so many processes are killed.
 *
 * @param {{
 *   kills: number, seed: number, photos: number, mostPauseMs: number,
 *   farMs?: number, mostStoppedMs?: number, hurries?: boolean,
 *   onRound?: (told: string) => void,
 * }} options `photos` of each import; `farMs` how long each way takes between PostgreSQL and every
 *   other worker, so that these take photos ahead; `mostStoppedMs` if programs are stopped and the
 *   network is lost for longer, too; `hurries` if silent workers lose their photos at once, when
 *   nothing is disturbed any more
 */
export async function tortureQueue({ kills, seed, photos, farMs, hurries, onRound, ...pauses }) {
  // Node.js takes the types out itself, from 22.18 on; vitest does so always.
  const { postgresServer } = await import('../../support/postgres.ts');
  const { tcpProxy } = await import('../../support/tcp-proxy.ts');
  const base = mkdtempSync(join(tmpdir(), 'faceenroll-torture-'));
  const server = await postgresServer();
  const proxies = [await tcpProxy(server.port), await tcpProxy(server.port, farMs)];
  const [near, far] = proxies.map(({ port }) =>
    server.url.replace(String(server.port), String(port)),
  );
  const wrong = [];
  const work = join(base, 'work');
  const env = {
    FACEENROLL_QUEUE: near,
    FACEENROLL_QUEUE_KEY: Buffer.alloc(32, 7).toString('base64'),
    ...(hurries && { NODE_OPTIONS: `--import ${SOON}` }),
  };
  const random = randomOf(seed);
  let rounds = 0;
  try {
    const before = join(base, 'before');
    writeImports(before, photos);
    const expected = await undisturbed(before, work);
    prepare(before, work);
    const workers = Array.from({ length: WORKERS }, (_, n) => {
      const words = ['worker', '--workers', '1', '--photos', join(before, SHARED)];
      const its = { ...env, FACEENROLL_QUEUE: n % 2 === 0 ? near : far };
      return new Restarted(() => new Program(base, words, its));
    });
    const disturbances = new Disturbances({
      ...{ kills, random, server, proxies, workers },
      ...pauses,
    });
    while (rounds === 0 || disturbances.kills < kills) {
      prepare(before, work);
      const imports = IMPORTS.map((one) => new Import(work, one, env));
      const disturbing = disturbances.during(imports);
      const hurrying = hurries ? hurry(server.url, disturbing.over) : undefined;
      await Promise.all(imports.map(({ done }) => done));
      await disturbing.end();
      rounds += 1;
      const found = imports.flatMap((one) => one.wrong);
      const unlike = differences(known(expected), {
        ...known(expected),
        ...known(remains(work)),
      });
      if (imports.some(({ program }) => MAY_BE_LEFT.test(program.stderr))) {
        await new Program(base, ['queue', 'purge', '--yes'], {
          ...env,
          FACEENROLL_QUEUE: server.url,
        }).ended;
      }
      const left = await rowsLeft(server.url, EMPTY_WITHIN_MS);
      await hurrying?.end();
      if (Object.keys(left).length > 0) found.push(`left in PostgreSQL: ${JSON.stringify(left)}`);
      const news = [...found, ...unlike].map((what) => `seed ${seed}, round ${rounds}: ${what}`);
      wrong.push(...news);
      onRound?.([`round ${rounds}: ${disturbances.kills} kills`, ...news].join('\n'));
    }
    await Promise.all(workers.map((worker) => worker.stop()));
    wrong.push(...workers.flatMap((worker) => worker.wrong));
    return { rounds, wrong, counts: disturbances.counts, photos: rounds * photos * IMPORTS.length };
  } finally {
    for (const proxy of proxies) await proxy.close();
    await server.remove();
    rmSync(base, { recursive: true, force: true });
  }
}

/** An import killed after its end, before it could write its report, wrote none, and names none. */
function known(remains) {
  const withoutName = (line) => line.replace(/"error_report":(?:null|"[^"]*"),/, '');
  return Object.fromEntries(
    Object.entries(remains)
      .filter(([, lines]) => lines !== undefined)
      .map(([part, lines]) => [part, part.endsWith(' runs') ? lines.map(withoutName) : lines]),
  );
}

/** What the imports leave when nobody disturbs them, and no queue is there. */
async function undisturbed(before, work) {
  prepare(before, work);
  const programs = IMPORTS.map(({ words }) => new Program(work, [...words, '--workers', '1'], {}));
  for (const program of programs) {
    const { code } = await program.ended;
    if (code !== 3) throw new Error(`an import without a queue: ${code} ${program.stderr}`);
  }
  return remains(work);
}

function prepare(before, work) {
  rmSync(work, { recursive: true, force: true });
  cpSync(before, work, { recursive: true, preserveTimestamps: true });
}

/** An import that is started again until it has ended by itself. */
class Import {
  wrong = [];

  constructor(work, { words, queue, database, collection }, env) {
    this.path = join(work, database);
    this.collection = collection;
    this.done = this.#untilEnded(() => new Program(work, [...words, ...queue], env));
  }

  async #untilEnded(start) {
    for (;;) {
      this.program = start();
      const { code, signal } = await this.program.ended;
      // Some photos fail, as they should.
      if (code === 3) return;
      // It has never reached PostgreSQL: whoever started it is told, and starts it again.
      if (code === 1 && UNREACHED.test(this.program.stderr)) continue;
      // It was asked to end, perhaps before it could listen.
      const isAsked = code === 130 || signal === 'SIGINT';
      if (signal !== 'SIGKILL' && !isAsked) {
        this.wrong.push(`${this.collection}: ${code ?? signal} ${this.program.stderr.slice(-500)}`);
        return;
      }
      // It was killed when all was done: begun anew, it would find nothing to do.
      if (this.#hasFinished()) return;
    }
  }

  #hasFinished() {
    const db = new Database(this.path);
    try {
      const isMade = db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'runs'").pluck();
      if (isMade.get() === 0) return false;
      const finished = "SELECT count(*) FROM runs WHERE collection = ? AND status = 'finished'";
      return db.prepare(finished).pluck().get(this.collection) > 0;
    } finally {
      db.close();
    }
  }
}

/** Ends silences now and then, when nothing is disturbed any more. */
function hurry(url, over) {
  const ending = new AbortController();
  const { signal } = ending;
  const all = (async () => {
    await over;
    while (!signal.aborted) {
      await sleep(HURRY_MS, undefined, { signal }).catch(() => {});
      await silenceIsOver(url);
    }
  })();
  return {
    end: () => {
      ending.abort();
      return all;
    },
  };
}
