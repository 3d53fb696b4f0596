/** What enrolling over HTTP costs beside an import, and whether the server stays as it is. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { Worker } from 'node:worker_threads';
import autocannon from 'autocannon';
import { packSpec } from '../../dist/models/packs.js';
import { openDatabase } from '../../dist/store/database.js';
import { uuidv7 } from '../../dist/store/uuid.js';
import { formBody, memoryOf, served } from './served.js';
import {
  atLeast,
  atMost,
  below,
  Figures,
  importFaces,
  linkPhotos,
  median,
  megabytes,
  number,
  PHOTOS,
  withTemporaryFolder,
} from './support.js';

export const SUMMARY = 'enrolling over HTTP beside an import; identify; memory; kill -9';
export const NEEDS_PHOTOS = true;
export const OPTIONS = {
  photos: { type: 'number', preset: 1_000, help: 'photos that are enrolled both ways (1000)' },
  rounds: { type: 'number', preset: 2, help: 'rounds of import and server, in turn (2)' },
  gallery: { type: 'number', preset: 100_000, help: 'faces to identify among (100000)' },
  only: { type: 'text', help: 'speed, identify, memory or kill (all)' },
  requests: { type: 'number', preset: 10_000, help: 'requests after which memory is told (10000)' },
};

const CONNECTIONS = 16;
const RATIO = 0.85;
const HEALTH_MS = 100;
const IDENTIFY_RATIO = 1.5;
const MEMORY_RATIO = 1.1;
const KILLED = 500;

const CLOCKS = `Import: its own seconds, from the start of the run to its report. Server: from the first
  request to the last answer, models loaded. Both with a worker thread for each core, the
  client on the same machine.
Identify and inspect: one request at a time, in turn; inspect extracts the same photo and
  compares nothing.`;

export async function run({ photos, rounds, gallery, requests, only }) {
  const source = join(PHOTOS, 'photos');
  const all = readdirSync(source).sort();
  const files = all.slice(0, photos).map((name) => join(source, name));
  const figures = new Figures();
  await withTemporaryFolder(async (folder) => {
    const parts = {
      speed: () => addSpeed(figures, files, rounds, folder),
      identify: () => addIdentify(figures, files.slice(0, 40), gallery, folder),
      memory: () => addMemory(figures, files, requests, folder),
      kill: () => addKill(figures, all.slice(0, KILLED), source, folder),
    };
    for (const [name, part] of Object.entries(parts)) {
      if (only === undefined || only === name) await part();
    }
  });
  console.log(`\n${CLOCKS}`);
  return figures;
}

async function addSpeed(figures, files, rounds, folder) {
  const photos = linkPhotos(files, join(folder, 'photos'), 1);
  const measured = [];
  for (let i = 0; i < rounds; i += 1) {
    const db = `import-${i}.db`;
    const { summary } = await importFaces(photos, folder, ['--db', db]);
    const imported = files.length / summary.seconds;
    const server = await served(folder, `serve-${i}.db`, ['--duplicates', 'flag']);
    const probe = startProbe(server.address);
    const { codes, seconds } = await enrollAll(server, files);
    const health = await probe.stop();
    await server.stop();
    if (codes[201] === undefined) throw new Error(`nobody was enrolled: ${JSON.stringify(codes)}`);
    console.log(
      `import ${imported.toFixed(1)}/s, server ${(files.length / seconds).toFixed(1)}/s`,
      codes,
    );
    measured.push({ imported, overHttp: files.length / seconds, health });
  }
  const ratio = median(measured.map(({ imported, overHttp }) => overHttp / imported));
  figures.add('import-faces', `${median(measured.map((m) => m.imported)).toFixed(1)} photos/s`);
  figures.add(
    `POST faces, ${CONNECTIONS} connections`,
    `${median(measured.map((m) => m.overHttp)).toFixed(1)} photos/s`,
  );
  figures.add('server beside import', ratio.toFixed(2), atLeast(ratio, RATIO, `${RATIO}`));
  const p99 = Math.max(...measured.map(({ health }) => quantile(health, 0.99)));
  figures.add(
    'GET /healthz meanwhile, p99',
    `${p99.toFixed(0)} ms`,
    below(p99, HEALTH_MS, `${HEALTH_MS} ms`),
  );
}

function startProbe(address) {
  const worker = new Worker(new URL('health-probe.js', import.meta.url), {
    workerData: { address },
  });
  return {
    stop: () =>
      new Promise((resolve, reject) => {
        worker.once('message', resolve).once('error', reject);
        worker.postMessage('stop');
      }),
  };
}

/** Sends each photo once; the numbers of answers by status, and the time that it took. */
async function enrollAll({ address, key }, files) {
  // Ready before the clock runs: the client is not what is measured.
  const forms = new Map(files.map((file) => [file, formOf(file)]));
  let next = 0;
  const codes = {};
  const started = performance.now();
  const instance = autocannon({
    ...{ url: address, connections: CONNECTIONS, amount: files.length, timeout: 120 },
    requests: [
      {
        setupRequest: (request) => {
          const file = files[next % files.length];
          next += 1;
          const { headers, body } = forms.get(file);
          return {
            ...request,
            ...{ method: 'POST', path: '/api/v1/collections/default/faces', body },
            headers: { ...headers, 'x-api-key': key },
          };
        },
      },
    ],
  });
  instance.on('response', (_, status) => {
    codes[status] = (codes[status] ?? 0) + 1;
  });
  await instance;
  return { codes, seconds: (performance.now() - started) / 1000 };
}

function formOf(file) {
  return formBody(readFileSync(file), { external_id: parse(file).name });
}

async function addIdentify(figures, files, size, folder) {
  fill(join(folder, 'gallery.db'), size);
  const server = await served(folder, 'gallery.db');
  const [identify, inspect] = [[], []];
  const first = await timed(server, 'identify', files[0]);
  for (const file of files) {
    inspect.push(await timed(server, 'inspect', file));
    identify.push(await timed(server, 'identify', file));
  }
  await server.stop();
  const [searched, extracted] = [median(identify), median(inspect)];
  const ratio = searched / extracted;
  figures.add(
    `identify among ${number(size)}, first (reads the gallery)`,
    `${first.toFixed(0)} ms`,
  );
  figures.add('inspect, median', `${extracted.toFixed(0)} ms`);
  figures.add(`identify among ${number(size)}, median`, `${searched.toFixed(0)} ms`);
  figures.add(
    'identify beside extraction',
    ratio.toFixed(2),
    atMost(ratio, IDENTIFY_RATIO, `${IDENTIFY_RATIO}`),
  );
}

async function timed({ address, key }, call, file) {
  const { headers, body } = formBody(readFileSync(file), {});
  const started = performance.now();
  const answer = await fetch(`${address}/api/v1/collections/default/${call}`, {
    ...{ method: 'POST', body, headers: { ...headers, 'x-api-key': key } },
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${call}: ${answer.status} ${text}`);
  return performance.now() - started;
}

/** Faces in random directions. */
function fill(path, faces) {
  const { id: encoder, dimensions } = packSpec('standard').encoder;
  const db = openDatabase(path);
  const now = '2026-01-01T00:00:00.000Z';
  const user = db.prepare(
    `INSERT INTO users (collection, user_id, user_key, folded_key, fields, created_at, updated_at)
     VALUES ('default', @id, @id, @id, '{}', @now, @now)`,
  );
  const face = db.prepare(
    `INSERT INTO templates (face_id, collection, user_id, slot, encoder, embedding, quality,
                            photo_digest, file_name, created_at, updated_at)
     VALUES (@faceId, 'default', @id, 1, @encoder, @embedding, 0.9, @digest, 'photo.jpg', @now, @now)`,
  );
  db.transaction(() => {
    db.exec("INSERT INTO collections VALUES ('default', '2026-01-01T00:00:00.000Z')");
    for (let i = 0; i < faces; i += 1) {
      const id = `E${String(i).padStart(7, '0')}`;
      const digest = String(i).padStart(64, '0');
      const embedding = Buffer.from(direction(dimensions).buffer);
      user.run({ id, now });
      face.run({ faceId: uuidv7(), id, encoder, embedding, digest, now });
    }
  })();
  db.close();
}

function direction(dimensions) {
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  const values = Array.from({ length: dimensions }, normal);
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}

/** The same photos again and again: all of the work but the growth of the gallery. */
async function addMemory(figures, files, requests, folder) {
  const server = await served(folder, 'memory.db', ['--duplicates', 'flag']);
  const few = Math.max(1, Math.round(requests / 10));
  const told = [];
  for (const amount of [few, requests - few]) {
    const batch = Array.from({ length: amount }, (_, i) => files[i % files.length]);
    await enrollAll(server, batch);
    told.push(memoryOf(server.pid));
  }
  await server.stop();
  const [before, after] = told.map(({ server, workers }) => server + workers);
  const ratio = after / before;
  figures.add(`memory after ${number(few)} requests`, megabytes(before));
  figures.add(`memory after ${number(requests)} requests`, megabytes(after));
  figures.add(
    'memory, later beside earlier',
    ratio.toFixed(2),
    atMost(ratio, MEMORY_RATIO, '1.10'),
  );
}

/** The server is killed in the middle; whoever had an answer is there, the retry finishes the rest. */
async function addKill(figures, names, source, folder) {
  const options = ['--duplicates', 'flag'];
  let server = await served(folder, 'killed.db', options);
  const answered = new Map();
  const send = async (name) => {
    const { headers, body } = formBody(readFileSync(join(source, name)), {
      external_id: parse(name).name,
    });
    const answer = await fetch(`${server.address}/api/v1/collections/default/faces`, {
      ...{ method: 'POST', body },
      headers: { ...headers, 'x-api-key': server.key, 'idempotency-key': name },
    });
    const { data } = await answer.json();
    return { status: answer.status, faceId: data?.face_id };
  };
  await inParallel(names, async (name) => {
    if (answered.size === Math.round(names.length / 2)) await server.kill();
    const answer = await send(name).catch(() => undefined);
    if (answer) answered.set(name, answer);
  });
  const firstKey = server.key;
  server = { ...(await served(folder, 'killed.db', options)), key: firstKey };
  const again = new Map();
  await inParallel(names, async (name) => again.set(name, await send(name)));
  const total = await countFaces(server);
  await server.stop();
  const created = [...answered].filter(([, { status }]) => status === 201);
  const lost = created.filter(([name, { faceId }]) => again.get(name)?.faceId !== faceId);
  const enrolled = [...again.values()].filter(({ faceId }) => faceId !== undefined);
  const faces = new Set(enrolled.map(({ faceId }) => faceId)).size;
  figures.add('kill -9: 201 before it', number(created.length));
  figures.add('kill -9: of them lost or doubled', number(lost.length), atMost(lost.length, 0, '0'));
  const extra = total - faces;
  figures.add('kill -9: faces nobody was told of', number(extra), atMost(extra, 0, '0'));
}

async function countFaces({ address, key }) {
  const answer = await fetch(`${address}/api/v1/collections/default/faces?page_size=1`, {
    headers: { 'x-api-key': key },
  });
  return (await answer.json()).total;
}

async function inParallel(items, work) {
  const left = [...items];
  const one = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, one));
}

function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
