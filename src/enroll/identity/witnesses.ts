import { setImmediate as letSignalsIn } from 'node:timers/promises';
import type { RunStore } from '../../store/store.js';
import { isNameless } from '../leavers.js';
import type { Witness } from './witness.js';

/** A photo of a row that was refused before any photo was opened. */
interface RefusedPhoto extends Pick<Witness, 'item' | 'userId'> {
  readonly path: string;
  readonly keepsFailure: boolean;
}

/**
 * The faces in refused photos, for a run whose leavers must not be deleted if one of them is seen.
 * They are kept only in memory: a refused photo leaves nothing in the database, and a resumed run
 * looks again.
 */
export class Witnesses {
  readonly #all: Witness[] = [];

  private constructor(
    readonly photos: readonly RefusedPhoto[],
    private readonly store: Pick<RunStore, 'users'>,
    private readonly ignoreCase: boolean,
  ) {}

  /**
   * Starts with the photos of the rows that matching refused.
   *
   * @throws the signal's reason if it is aborted.
   */
  static async begin(
    store: RunStore,
    ignoreCase: boolean,
    signal: AbortSignal,
  ): Promise<Witnesses> {
    const photos: RefusedPhoto[] = [];
    for (const page of store.work.pages()) {
      await letSignalsIn();
      signal.throwIfAborted();
      for (const { number, entry, items } of page) {
        const refused = items.filter(({ outcome }) => outcome === 'failed');
        const [first] = refused;
        if (!first) continue;
        const [userId = entry.userId] = store.users.find(entry.userId, ignoreCase);
        const keepsFailure = isNameless(entry) || failedAsLeaver(store, number);
        const { refusedPhotos = [] } = entry;
        const own = refusedPhotos.map((path) => ({ item: first.item, path }));
        const others = refused.flatMap(({ item, path }) => (path === null ? [] : { item, path }));
        photos.push(...[...own, ...others].map((one) => ({ ...one, userId, keepsFailure })));
      }
    }
    return new Witnesses(photos, store, ignoreCase);
  }

  get all(): readonly Witness[] {
    return this.#all;
  }

  /** Adds the faces of one photo, each of length 1. */
  add(
    photo: Pick<Witness, 'item' | 'userId'> & Partial<Pick<Witness, 'keepsFailure'>>,
    faces: readonly Float32Array[],
  ): void {
    const { item, keepsFailure = false } = photo;
    const [stored] = this.store.users.find(photo.userId, this.ignoreCase);
    const userId = stored ?? photo.userId;
    const isNew = stored === undefined;
    this.#all.push(...faces.map((face) => ({ item, userId, isNew, keepsFailure, face })));
  }
}

/** Whether the row already fails as that of a leaver. */
function failedAsLeaver({ work }: RunStore, entry: number): boolean {
  return work.items
    .outcomesOf(entry)
    .some(({ outcome }) => outcome.kind === 'failed' && outcome.failure.code === 'ID_CHANGED');
}
