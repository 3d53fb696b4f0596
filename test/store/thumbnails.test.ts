import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { toBlob } from '../../src/store/embedding.js';
import { Store } from '../../src/store/store.js';
import { landmarksBlob } from '../../src/store/thumbnails.js';
import { query } from '../support/cli.js';
import { sampleOf, userData } from '../support/entries.js';
import {
  filesWith,
  imageOf,
  newKey,
  newPath,
  randomEmbedding,
  readStore,
  withRun,
} from '../support/keys.js';
import { startRun } from '../support/store.js';

const FILE = { path: '/photos/a.jpg', size: 10, modifiedMs: 20 };

/** A sample with a thumbnail whose bytes stand in no other file. */
function sample(name: string) {
  const landmarks = [1, 2, 3, 4, 5].map((i) => ({ x: Math.fround(Math.random() * 256), y: i }));
  const thumbnail = { jpeg: imageOf(name), landmarks };
  return { ...sampleOf(name, { embedding: randomEmbedding() }), thumbnail };
}

/** A database with a user for each sample; the face IDs begin with "face of". */
function enrolled(key: ReturnType<typeof newKey> | undefined, ...names: readonly string[]) {
  const path = newPath();
  const samples = names.map((name) => sample(name));
  withRun(path, key, (run) =>
    run.transaction(() => {
      names.forEach((userId, i) => {
        run.users.create(userId, userData(), 'now');
        const template = { faceId: `face of ${userId}`, userId, slot: 1, fileName: 'x.jpg' };
        run.templates.add(template, samples[i] ?? sample(userId), 'now');
      });
    }),
  );
  return { path, samples };
}

function execute(path: string, sql: string): void {
  const db = new Database(path);
  db.exec(sql);
  db.close();
}

const bytesOf = ({ thumbnail }: ReturnType<typeof sample>): readonly Buffer[] => [
  thumbnail.jpeg,
  landmarksBlob(thumbnail.landmarks),
];

const broken = (path: string, key: ReturnType<typeof newKey>) =>
  [...readStore(path, key).secretRows()]
    .filter(({ plain }) => !plain)
    .map(({ kind, userId }) => `${kind} of ${userId}`);

describe('the thumbnail of a template', () => {
  it.each([undefined, newKey()])('comes back as it was made, with its landmarks', (key) => {
    const { path, samples } = enrolled(key, 'ann', 'bob');
    const { thumbnails } = readStore(path, key).collection('default', '');
    expect(thumbnails.of('face of ann')).toEqual(samples[0]?.thumbnail);
    expect(thumbnails.of('face of bob')).toEqual(samples[1]?.thumbnail);
    expect(thumbnails.of('face of nobody')).toBeUndefined();
  });

  it('is not that of a face of another collection', () => {
    const { path } = enrolled(undefined, 'ann');
    const { thumbnails } = readStore(path).collection('elsewhere', '');
    expect(thumbnails.of('face of ann')).toBeUndefined();
  });

  it('goes with its template, and leaves no byte', () => {
    const { path, samples } = enrolled(undefined, 'ann', 'bob');
    const [ann = [], bob = []] = samples.map(bytesOf);
    for (const bytes of [...ann, ...bob]) expect(filesWith(dirname(path), bytes)).toHaveLength(1);
    withRun(path, undefined, (run) => run.transaction(() => run.templates.remove('face of ann')));
    for (const bytes of ann) expect(filesWith(dirname(path), bytes)).toEqual([]);
    for (const bytes of bob) expect(filesWith(dirname(path), bytes)).toHaveLength(1);
    expect(query(path, 'SELECT face_id FROM thumbnails')).toEqual([{ face_id: 'face of bob' }]);
  });

  it('belongs to a template that is there', () => {
    const { path } = enrolled(undefined, 'ann');
    const store = Store.open(path, false);
    const { thumbnails, transaction } = store.collection('default', '');
    const put = () => thumbnails.put('no face', 'ann', sample('ann').thumbnail);
    expect(() => transaction(put)).toThrow('FOREIGN KEY');
    store.close();
  });
});

describe('an encrypted thumbnail', () => {
  it('is nowhere in plain, and opens at its own place alone', () => {
    const key = newKey();
    const { path, samples } = enrolled(key, 'ann', 'bob');
    for (const bytes of samples.flatMap(bytesOf)) {
      expect(filesWith(dirname(path), bytes)).toEqual([]);
    }
    expect(broken(path, key)).toEqual([]);
    execute(
      path,
      `UPDATE thumbnails SET jpeg = (SELECT jpeg FROM thumbnails WHERE user_id = 'bob')
       WHERE user_id = 'ann';
       UPDATE thumbnails SET landmarks = jpeg WHERE user_id = 'bob'`,
    );
    expect(broken(path, key)).toEqual(['thumbnail of ann', 'thumbnail of bob']);
  });

  it('was plain before there was a key, and of that nothing is left', () => {
    const { path, samples } = enrolled(undefined, 'ann');
    const killed = Store.open(path, false);
    const left = sample('left');
    startRun(killed).samples.keep(FILE, left);
    killed.close();
    const plain = [...samples, left].flatMap((each) => [...bytesOf(each), toBlob(each.embedding)]);
    for (const bytes of plain) expect(filesWith(dirname(path), bytes)).toHaveLength(1);
    const key = newKey();
    const store = Store.open(path, false, { key });
    expect(store.secrets.encrypted).toEqual({
      ...{ template: 1, thumbnail: 1, 'profile image': 0, sample: 1 },
      ...{ 'waiting photo': 0, 'signing secret': 0, answer: 0 },
    });
    for (const bytes of plain) expect(filesWith(dirname(path), bytes)).toEqual([]);
    const { samples: kept, thumbnails } = startRun(store);
    expect(kept.get(kept.find(FILE) as number)).toEqual(left);
    expect(thumbnails.of('face of ann')).toEqual(samples[0]?.thumbnail);
    store.close();
  });
});
