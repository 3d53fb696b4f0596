/** Lets many read at once, or one change; in the order in which they asked. */
export class SharedLock {
  /** Resolves when the last change that was asked for is done. */
  #changed: Promise<unknown> = Promise.resolve();
  /** Readers that asked since then. */
  #readers: Promise<unknown>[] = [];

  /** Reads while nobody changes. */
  shared<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#changed.then(work);
    this.#readers.push(settled(done));
    if (this.#readers.length > MANY) this.#readers = [settled(Promise.all(this.#readers))];
    return done;
  }

  /** Changes while nobody reads. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const before = [this.#changed, ...this.#readers];
    this.#readers = [];
    const done = Promise.all(before).then(work);
    this.#changed = settled(done);
    return done;
  }
}

/** Readers to remember one by one. */
const MANY = 100;

function settled(work: Promise<unknown>): Promise<void> {
  const ignore = (): void => {};
  return work.then(ignore, ignore);
}
