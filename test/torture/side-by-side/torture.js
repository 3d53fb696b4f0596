/**
 * Three imports at once into one database, killed at random statements and begun again until they
 * have ended: the database must then be as after the same imports one after the other, in one
 * order or another.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomOf } from '../../fuzz/mutate.js';
import { endOf, faultsOf, filesOf, nearest } from './ends.js';
import { BATCHES } from './people.js';

const IMPORTER = fileURLToPath(new URL('importer.js', import.meta.url));

/** Of an import; then it may end. */
const MOST_KILLS = 2;

/** An import that takes longer does not end by itself. */
const MOST_MS = 120_000;

/** `rounds` rounds; the moments of the kills are told by `seed`, what they meet is not. */
export async function tortureSideBySide({ rounds, seed, onRound = () => {} }) {
  const random = randomOf(seed);
  const wrong = [];
  let kills = 0;
  const base = mkdtempSync(join(tmpdir(), 'faceenroll-side-by-side-'));
  try {
    const ends = await endsOneByOne(base, wrong);
    for (let round = 0; round < rounds; round += 1) {
      const path = join(base, `${round}.db`);
      const encrypted = round % 2 === 1;
      const killed = await Promise.all(
        BATCHES.map((batch) => untilEnded(path, { ...batch, encrypted }, random)),
      );
      kills += killed.reduce((sum, { kills: n }) => sum + n, 0);
      const errors = killed.flatMap(({ errors: some }) => some);
      const unsound = [...errors, ...faultsOf(path, encrypted)];
      if (!ends.has(endOf(path))) unsound.push(`as in no order: ${nearest(path, ends)}`);
      for (const what of unsound) wrong.push(`seed ${seed}, round ${round}: ${what}`);
      for (const file of filesOf(path)) rmSync(join(base, file));
      onRound(round + 1);
    }
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
  return { kills, wrong };
}

/** How the database ends with the batches in each order, undisturbed. */
async function endsOneByOne(base, wrong) {
  const ends = new Set();
  for (const order of ordersOf(BATCHES)) {
    const path = join(base, `${order.map(({ name }) => name).join('-')}.db`);
    for (const batch of order) {
      const { code, stderr } = await imported(path, batch);
      if (code !== 0) wrong.push(stderr);
    }
    wrong.push(...faultsOf(path, false));
    ends.add(endOf(path));
  }
  return ends;
}

function ordersOf(list) {
  if (list.length < 2) return [list];
  return list.flatMap((one) =>
    ordersOf(list.filter((other) => other !== one)).map((rest) => [one, ...rest]),
  );
}

/** About as many statements as an import of a batch takes. */
const STATEMENTS = 900;

async function untilEnded(path, batch, random) {
  const errors = [];
  for (let kills = 0; ; kills += 1) {
    const isKilled = kills < MOST_KILLS && random() < 0.6;
    const at = isKilled ? 1 + Math.floor(random() * STATEMENTS) : undefined;
    const { code, signal, stderr } = await imported(path, batch, at);
    if (signal === 'SIGKILL' && isKilled) continue;
    if (code !== 0)
      errors.push(`${batch.name} ended with ${code ?? signal}: ${stderr.slice(0, 600)}`);
    return { kills, errors };
  }
}

function imported(path, batch, at) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [IMPORTER, path, JSON.stringify(batch)], {
      env: { ...process.env, ...(at !== undefined && { TORTURE_AT: String(at) }) },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: MOST_MS,
      killSignal: 'SIGABRT',
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
