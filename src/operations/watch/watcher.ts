import pMap from 'p-map';
import { FatalError } from '../../domain/fatal-error.js';
import { type FileStamp, isSameStamp } from '../../domain/file-stamp.js';
import { matchKey } from '../../domain/match-key.js';
import type { WatchEvent, WatchedBatch, WatchNotice } from '../../domain/watch.js';
import { SourceError } from '../../source/fatal.js';
import { isWholePhoto } from '../../source/whole-photo.js';
import { DatabaseBusyError } from '../../store/lock.js';
import type { MadeContext, Store } from '../context.js';
import { type BatchOutcomes, planBatch, runBatch, type Watched } from './batch.js';
import { batchOf, noHtml, now } from './batch-event.js';
import type { Burst, Planned } from './burst.js';
import { type Files, FolderSight } from './folder-sight.js';
import type { WatchMemory } from './memory.js';
import { batchEnvironment, runOnBatch } from './on-batch.js';
import { isAbort, isOfSystem } from './problems.js';
import type { WatchState } from './state.js';
import type { Surroundings } from './surroundings.js';
import { Troubles } from './troubles.js';

/** What has gone wrong is tried again after so long, in milliseconds. */
const RETRY_MS = 60_000;

/** Files whose ends are read in one go. */
const CHECKED_AT_ONCE = 4;

interface Parts {
  readonly watched: Watched;
  readonly memory: WatchMemory;
  readonly state: WatchState;
  readonly around: Surroundings;
}

/** Looks, and has batches done. */
export class Watcher {
  readonly #context: MadeContext;
  readonly #parts: Parts;
  readonly #troubles = new Troubles();
  readonly #sight: FolderSight;
  /** After an error no batch is tried before. */
  #notBefore = Number.NEGATIVE_INFINITY;
  /** A list that cannot be read, as it was. */
  #broken: FileStamp | undefined;
  #batches = 0;

  constructor(context: MadeContext, parts: Parts) {
    this.#context = context;
    this.#parts = parts;
    const { folder, csv, values } = parts.watched;
    const recursive = csv !== undefined || Boolean(values.recursive);
    const database = parts.memory.place.db;
    this.#sight = new FolderSight({ folder, csv, recursive, database }, this.#troubles);
  }

  async *events(remembered: number): AsyncGenerator<WatchEvent> {
    const { watched, state, around } = this.#parts;
    const { folder, csv = null, values } = watched;
    const { every, settle } = values;
    const { signal } = this.#context.host;
    yield { kind: 'started', at: now(), folder, csv, every, settle, remembered };
    while (!signal.aborted) {
      yield* this.#look();
      const soon = state.isRestless(around.now()) ? Math.min(every, Math.max(settle, 1)) : every;
      if (!signal.aborted) await around.pause(soon * 1000, signal);
    }
    yield { kind: 'stopped', at: now(), batches: this.#batches };
  }

  async *#look(): AsyncGenerator<WatchEvent> {
    const { state, around } = this.#parts;
    const seen = await this.#sight.look(state.hasPhotos(this.#parts.watched.csv));
    yield* this.#troubles.take();
    if (!seen) return;
    const { files, isBack } = seen;
    if (isBack) this.#broken = undefined;
    await this.#hear();
    yield* this.#troubles.take();
    const at = around.now();
    state.look(files, at);
    const check = async (file: string): Promise<void> => {
      state.checked(file, await this.#isWhole(file, files), at);
    };
    await pMap(state.toCheck(at), check, { concurrency: CHECKED_AT_ONCE });
    const burst = at < this.#notBefore ? undefined : state.due(at);
    if (burst && this.#isListReady(burst, files)) yield* this.#batch(burst, files);
    yield* this.#troubles.take();
  }

  async #isWhole(file: string, files: Files): Promise<boolean> {
    const path = files.get(file)?.path;
    return file === this.#parts.watched.csv || (path !== undefined && isWholePhoto(path));
  }

  /** Nothing is done by a list that is away, still written, or broken. */
  #isListReady({ blocked }: Burst, files: Files): boolean {
    const { csv } = this.#parts.watched;
    if (csv === undefined) return true;
    const stamp = files.get(csv)?.stamp;
    const isBroken = this.#broken !== undefined && isSameStamp(stamp, this.#broken);
    return stamp !== undefined && !blocked.has(csv) && !isBroken;
  }

  /** What others have changed in the database. */
  async #hear(): Promise<void> {
    const { memory, state } = this.#parts;
    try {
      const heard = await memory.newsFrom((access, use) => this.#context.inExisting(access, use));
      if (!heard) return;
      state.keepsOnly(new Set(heard.kept.map(({ file }) => file)));
      this.#pass(heard.news);
    } catch (error) {
      this.#trouble(error);
    }
  }

  #pass({ users, faces }: { readonly users: readonly string[]; readonly faces: boolean }): void {
    const ignoreCase = Boolean(this.#parts.watched.values.ignoreCase);
    const keys = new Set(users.map((userId) => matchKey(userId, ignoreCase)));
    this.#parts.state.heard({ keys, faces });
  }

  async *#batch(burst: Burst, files: Files): AsyncGenerator<WatchEvent> {
    const { watched, around } = this.#parts;
    try {
      const plan = await planBatch(watched, this.#context, burst);
      if (plan.entries.size === 0) {
        await this.#skip(burst, plan);
      } else {
        const result = await runBatch(watched, this.#context, plan, (store, outcomes, { runId }) =>
          this.#remember(store, burst, plan, outcomes, runId),
        );
        this.#batches += 1;
        const batch = batchOf(result);
        yield batch;
        yield* noHtml(result);
        yield* this.#afterBatch(batch);
      }
      this.#broken = undefined;
      this.#troubles.end('LIST_BROKEN');
      this.#troubles.end('WAITING');
      this.#troubles.end('PROBLEM');
    } catch (error) {
      if (isAbort(error, this.#context.host.signal)) return;
      this.#trouble(error, watched.csv === undefined ? undefined : files.get(watched.csv)?.stamp);
      if (!(error instanceof DatabaseBusyError)) this.#notBefore = around.now() + RETRY_MS;
    }
  }

  async #skip(burst: Burst, plan: Planned): Promise<void> {
    const { state, memory, around } = this.#parts;
    const { folder, collection } = memory.place;
    const { forget } = state.ended(burst, plan, new Map(), around.now());
    if (forget.length === 0) return;
    const what = { command: 'watch', input: folder, options: { collection } };
    await this.#context.inStore(
      what,
      (store) => store.inTurn(() => memory.files(store).forget(forget)),
      { mustExist: true },
    );
  }

  async #remember(
    store: Store,
    burst: Burst,
    plan: Planned,
    { waits, userIds }: BatchOutcomes,
    runId: string | null,
  ): Promise<void> {
    const { state, memory, around } = this.#parts;
    const { keep, forget } = state.ended(burst, plan, waits, around.now());
    const owners = new Map(
      [...plan.entries].flatMap(([id, { files }]) =>
        files.map((file) => [file, userIds.get(id) ?? ''] as const),
      ),
    );
    const rows = keep.map(({ file, stamp }) => ({
      file,
      userId: owners.get(file) ?? '',
      ...stamp,
    }));
    await store.inTurn(() => {
      memory.files(store).forget(forget);
      memory.files(store).keep(rows, now());
    });
    this.#pass(memory.news(store, runId ?? undefined));
  }

  async *#afterBatch(batch: WatchedBatch): AsyncGenerator<WatchNotice> {
    const { onBatch } = this.#parts.watched.values;
    const { host, collection } = this.#context;
    if (onBatch === undefined || batch.interrupted) return;
    const { folder } = this.#parts.watched;
    const { db } = this.#parts.memory.place;
    const env = batchEnvironment(host.env, batch, { folder, db, collection });
    const problem = await runOnBatch(onBatch, { cwd: host.cwd, env, signal: host.signal });
    if (problem !== undefined) {
      yield { kind: 'notice', at: now(), code: 'COMMAND_FAILED', message: `--on-batch ${problem}` };
    }
  }

  /** Tells of an error once; one that is a bug ends the watch. */
  #trouble(error: unknown, list?: FileStamp): void {
    if (error instanceof DatabaseBusyError) {
      this.#troubles.begin('WAITING', `${error.holder}: waiting for it`);
    } else if (error instanceof SourceError && list) {
      this.#broken = list;
      this.#troubles.begin('LIST_BROKEN', `${error.message}; it is read again when it changes`);
    } else if (error instanceof FatalError || isOfSystem(error)) {
      this.#troubles.begin(
        'PROBLEM',
        `${(error as Error).message}; it is tried again every minute`,
      );
    } else throw error;
  }
}
