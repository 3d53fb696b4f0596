import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { randoms } from '../../src/domain/randoms.js';
import { ChangingGallery } from '../../src/enroll/changing-gallery.js';
import { Galleries } from '../../src/enroll/galleries.js';
import { EnrolledGallery } from '../../src/enroll/gallery.js';
import { LiveGallery } from '../../src/enroll/live-gallery.js';
import { wholeUser } from '../../src/enroll/retention.js';
import { type CollectionStore, Store } from '../../src/store/store.js';
import { uuidv7 } from '../../src/store/uuid.js';
import { temporaryFolder } from '../support/cli.js';
import { sampleOf, userData } from '../support/entries.js';
import { unit } from '../support/vectors.js';

const NOW = '2026-11-21T12:00:00.000Z';
const DIMENSION = 8;
const USERS = ['1001', '1002', '1003', '1004'];

/** Changes templates as commands do, from a connection of its own. */
class Others {
  readonly store: Store;
  readonly #random: () => number;
  /** Each prepares its statements, which takes longer than the change that a test makes. */
  readonly #parts = new Map<string, CollectionStore>();

  constructor(path: string, seed: number) {
    this.store = Store.open(path, false);
    this.#random = randoms(seed);
    for (const name of ['default', 'other']) {
      if (!this.store.collections.has(name)) this.store.collections.create(name, NOW);
    }
  }

  part(collection = 'default', encoder = 'old'): CollectionStore {
    const name = `${collection} ${encoder}`;
    const known = this.#parts.get(name) ?? this.store.collection(collection, encoder);
    this.#parts.set(name, known);
    return known;
  }

  enroll(userId: string, collection = 'default', encoder = 'old'): void {
    const part = this.part(collection, encoder);
    part.transaction(() => {
      if (part.users.find(userId, false).length === 0) {
        part.users.create(userId, userData(), NOW);
        part.audit.record('USER_CREATED', { userId }, {}, NOW);
      }
      const slots = part.templates.ofUser(userId).map(({ slot }) => slot);
      this.#add(part, userId, Math.max(0, ...slots) + 1, 'NEW_TEMPLATE_CREATED');
    });
  }

  replace(userId: string): void {
    const part = this.part();
    part.transaction(() => {
      const [face] = part.templates.ofUser(userId);
      if (!face) return;
      part.templates.remove(face.faceId);
      this.#add(part, userId, face.slot, 'TEMPLATE_REPLACED');
    });
  }

  remove(userId: string): void {
    const part = this.part();
    const holding = part.holdings.of(userId);
    if (holding) part.removal.remove([wholeUser(holding, 'NAMED')], NOW);
  }

  removeFace(userId: string): void {
    const part = this.part();
    const [face] = part.templates.ofUser(userId);
    const holding = part.holdings.of(userId);
    if (!face || !holding) return;
    const deletion = { ...wholeUser(holding, 'NAMED'), profileImage: false };
    const faces = { what: 'faces', faceIds: [face.faceId], templates: 1 } as const;
    part.removal.remove([{ ...deletion, ...faces }], NOW);
  }

  rename(from: string, to: string): void {
    const part = this.part();
    const has = (userId: string) => part.users.find(userId, false).length > 0;
    if (has(from) && !has(to)) part.transaction(() => part.renames.rename(from, to, NOW));
  }

  removeCollection(): void {
    const part = this.part();
    part.removal.removeCollection(
      USERS.flatMap((userId) => {
        const holding = part.holdings.of(userId);
        return holding ? [wholeUser(holding, 'NAMED')] : [];
      }),
      NOW,
    );
    this.store.collections.create('default', NOW);
  }

  /** Goes over to another encoder and, `back`, back to this one. */
  upgrade(back: boolean): void {
    const part = this.part('default', 'new');
    part.transaction(() => {
      if (part.upgrades.state()) return;
      for (const userId of USERS) {
        for (const { faceId } of this.part().templates.ofUser(userId)) {
          part.staged.stage({ faceId, userId }, this.#face());
        }
      }
      if (part.upgrades.switchStaged(NOW).length === 0) return;
      if (back) part.upgrades.rollback(NOW);
      else part.upgrades.commit(NOW);
    });
  }

  #face(): Float32Array {
    return unit(Array.from({ length: DIMENSION }, () => 2 * this.#random() - 1));
  }

  #add(
    part: CollectionStore,
    userId: string,
    slot: number,
    action: 'NEW_TEMPLATE_CREATED' | 'TEMPLATE_REPLACED',
  ): void {
    const faceId = uuidv7();
    const sample = sampleOf(faceId, { embedding: this.#face() });
    part.templates.add({ faceId, userId, slot, fileName: 'x.jpg' }, sample, NOW);
    part.audit.record(action, { userId, faceId }, {}, NOW);
  }
}

const user = fc.constantFrom(...USERS);
const change: fc.Arbitrary<(others: Others) => void> = fc.oneof(
  { weight: 6, arbitrary: user.map((userId) => (others: Others) => others.enroll(userId)) },
  { weight: 2, arbitrary: user.map((userId) => (o: Others) => o.enroll(userId, 'other')) },
  { weight: 2, arbitrary: user.map((userId) => (o: Others) => o.enroll(userId, 'default', 'new')) },
  { weight: 2, arbitrary: user.map((userId) => (others: Others) => others.replace(userId)) },
  { weight: 2, arbitrary: user.map((userId) => (others: Others) => others.remove(userId)) },
  { weight: 2, arbitrary: user.map((userId) => (others: Others) => others.removeFace(userId)) },
  {
    weight: 2,
    arbitrary: fc.tuple(user, user).map(
      ([a, b]) =>
        (others: Others) =>
          others.rename(a, b),
    ),
  },
  { weight: 1, arbitrary: fc.boolean().map((back) => (others: Others) => others.upgrade(back)) },
  { weight: 1, arbitrary: fc.constant((others: Others) => others.removeCollection()) },
);

/** What a gallery holds, in an order of its own. */
function contentOf(faces: Iterable<{ faceId: string; userId: string; embedding: Float32Array }>) {
  return [...faces]
    .map(({ faceId, userId, embedding }) => [faceId, userId, ...embedding])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
}

/** A database of a test, and another connection that reads it. */
function opened(seed = 1): { others: Others; reader: CollectionStore } {
  const path = join(temporaryFolder(), 'test.db');
  const others = new Others(path, seed);
  const reader = Store.open(path, true);
  onTestFinished(() => {
    reader.close();
    others.store.close();
  });
  return { others, reader: reader.collection('default', 'old') };
}

describe('galleries in memory', () => {
  it('are as if freshly read after any changes by another connection', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { maxLength: 8 }),
        fc.integer({ min: 1 }),
        async (rounds, seed) => {
          const path = join(temporaryFolder(), 'test.db');
          const others = new Others(path, seed);
          const store = Store.open(path, true);
          const reader = store.collection('default', 'old');
          const galleries = new Galleries();
          try {
            for (const changes of rounds) {
              for (const make of changes) make(others);
              const seen = await galleries.holding(reader, DIMENSION, async (gallery) => ({
                content: contentOf(gallery.faces()),
                users: gallery.users,
              }));
              const fresh = [...reader.templates.all()];
              expect(seen.content).toEqual(contentOf(fresh));
              expect(seen.users).toBe(new Set(fresh.map(({ userId }) => userId)).size);
            }
          } finally {
            store.close();
            others.store.close();
          }
        },
      ),
      { numRuns: 30 },
    );
  }, 120_000);

  it('read again only the users who changed', async () => {
    const { others, reader } = opened();
    for (const userId of USERS) others.enroll(userId);
    const galleries = new Galleries();
    await galleries.open(reader, DIMENSION);
    const read: string[][] = [];
    const { templates } = reader;
    const all = () => {
      throw new Error('everything was read');
    };
    const ofUsers: typeof templates.ofUsers = (userIds) => {
      read.push([...userIds]);
      return templates.ofUsers(userIds);
    };
    const { collection, encoder } = templates;
    const counting = { ...reader, templates: { collection, encoder, all, ofUsers } };
    others.enroll('1002');
    others.rename('1003', '1009');
    await galleries.open(counting as unknown as CollectionStore, DIMENSION);
    expect(read).toEqual([['1002', '1009', '1003']]);
  });

  it('read many users again without keeping the process busy, and what changes meanwhile', async () => {
    const { others, reader } = opened();
    others.enroll('1001');
    const galleries = new Galleries();
    await galleries.open(reader, DIMENSION);
    const many = Array.from({ length: 1_200 }, (_, i) => `u${i}`);
    others.part().transaction(() => {
      for (const userId of many) others.enroll(userId);
    });
    let pauses = 0;
    const pausing = setInterval(() => {
      pauses += 1;
      if (pauses > 1) return;
      others.remove('u0');
      others.rename('1001', '1002');
    }, 0);
    const seen = await galleries.holding(reader, DIMENSION, async (gallery) =>
      contentOf(gallery.faces()),
    );
    clearInterval(pausing);
    expect(pauses).toBeGreaterThan(0);
    expect(seen).toHaveLength(1_200);
    expect(seen).toEqual(contentOf(reader.templates.all()));
  });

  it('tell what there was while everything is read again', async () => {
    const { others, reader } = opened();
    const part = others.part();
    part.transaction(() => {
      for (let i = 0; i < 1_200; i += 1) others.enroll(`u${i}`);
    });
    const galleries = new Galleries();
    const gallery = await galleries.open(reader, DIMENSION);
    others.remove('u0');
    part.transaction(() => part.audit.record('UPGRADE_COMMITTED', {}, {}, NOW));
    const told = new Set<number>();
    const telling = setInterval(() => told.add(gallery.size).add(gallery.users), 0);
    const content = await galleries.holding(reader, DIMENSION, async (read) =>
      contentOf(read.faces()),
    );
    clearInterval(telling);
    expect([...told]).toEqual([1_200]);
    expect([gallery.size, gallery.users]).toEqual([1_199, 1_199]);
    expect(content).toEqual(contentOf(reader.templates.all()));
  });

  it('read everything again after a failure to read', async () => {
    const { others, reader } = opened();
    others.enroll('1001');
    const galleries = new Galleries();
    const { templates } = reader;
    const all = () => {
      throw new Error('unreadable');
    };
    const { collection, encoder } = templates;
    const failing = { ...reader, templates: { collection, encoder, all } };
    await galleries.open(reader, DIMENSION);
    const part = others.part();
    part.transaction(() => part.audit.record('UPGRADE_COMMITTED', {}, {}, NOW));
    await expect(galleries.open(failing as unknown as CollectionStore, DIMENSION)).rejects.toThrow(
      'unreadable',
    );
    expect(galleries.has('default', 'old')).toBe(false);
    expect((await galleries.open(reader, DIMENSION)).size).toBe(1);
  });

  it('find at once what was enrolled, and not what was removed', async () => {
    const { others, reader } = opened();
    others.enroll('1001');
    const [[face] = []] = [...others.part().templates.ofUsers(['1001']).values()];
    const gallery = await new Galleries().open(reader, DIMENSION);
    const search = async () => {
      const [found] = await gallery.search([face?.embedding as Float32Array], {
        top: 1,
        least: 0.9,
      });
      return found?.map(({ userId }) => userId);
    };
    expect(await search()).toEqual(['1001']);
    others.rename('1001', '1002');
    expect(await search()).toEqual(['1002']);
    others.remove('1002');
    expect(await search()).toEqual([]);
  });

  it('never change during a search', async () => {
    const { others, reader } = opened();
    for (const userId of USERS) others.enroll(userId);
    const galleries = new Galleries();
    const { promise: searching, resolve: finish } = Promise.withResolvers<void>();
    const before = galleries.holding(reader, DIMENSION, async (gallery) => {
      await searching;
      return gallery.size;
    });
    await new Promise(setImmediate);
    others.enroll('1001');
    const after = galleries.holding(reader, DIMENSION, async (gallery) => gallery.size);
    await new Promise(setImmediate);
    finish();
    expect([await before, await after]).toEqual([4, 5]);
  });
});

describe('a gallery with the changes of a transaction', () => {
  it('searches like one that was read within the transaction', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(user, { maxLength: 12 }),
        fc.array(user, { maxLength: 6 }),
        fc.integer({ min: 1 }),
        async (first, then, seed) => {
          const others = new Others(join(temporaryFolder(), 'test.db'), seed);
          const part = others.part();
          try {
            for (const userId of first) others.enroll(userId);
            const gallery = new LiveGallery(DIMENSION);
            for (const face of part.templates.all()) gallery.add(face);
            const changing = new ChangingGallery(gallery, part);
            for (const [i, userId] of then.entries()) {
              if (i % 3 === 2) others.remove(userId);
              else if (i % 3 === 1) others.replace(userId);
              else others.enroll(userId);
              changing.update();
            }
            const fresh = EnrolledGallery.load(part.templates, DIMENSION);
            expect(changing.size).toBe(fresh.size);
            const queries = [unit([1, 0, 0, 0, 0, 0, 0, 0]), unit([1, 1, 1, 1, 1, 1, 1, 1])];
            for (const top of [1, 3, 50]) {
              const options = { top, least: -1 };
              const [found, expected] = await Promise.all([
                changing.search(queries, options),
                fresh.search(queries, options),
              ]);
              expect(found).toEqual(expected);
            }
            await Promise.all([changing.release(), gallery.release(), fresh.release()]);
          } finally {
            others.store.close();
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 120_000);
});
