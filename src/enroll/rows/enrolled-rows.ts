import type { GalleryFace } from '../../store/templates.js';
import { RowsByText } from './rows-by-text.js';
import { Texts } from './texts.js';

/** A row of the gallery: the template and its user. */
export type EnrolledFace = Pick<GalleryFace, 'faceId' | 'userId'>;

/**
 * Which template, of which user, each row of a gallery is. About 90 bytes a row, nearly all of them
 * outside the JavaScript heap.
 */
export class EnrolledRows {
  readonly #faceIds = new Texts();
  readonly #userIds = new Texts();
  readonly #byUser = new RowsByText(this.#userIds);
  #users = 0;
  #mostOfOneUser = 1;
  #pairsOfOneUser = 0;

  get size(): number {
    return this.#userIds.length;
  }

  /** Number of users with templates. */
  get users(): number {
    return this.#users;
  }

  /** The greatest number of templates that one user has or had. */
  get mostOfOneUser(): number {
    return this.#mostOfOneUser;
  }

  /** Number of pairs of templates of different users. */
  get differentPairs(): number {
    return (this.size ** 2 - this.size) / 2 - this.#pairsOfOneUser;
  }

  at(row: number): EnrolledFace {
    return { faceId: this.#faceIds.at(row), userId: this.#userIds.at(row) };
  }

  /** The rows of a user. */
  of(userId: string): readonly number[] {
    return this.#byUser.of(userId);
  }

  /** The row of a user's template; undefined if there is none. */
  find({ faceId, userId }: EnrolledFace): number | undefined {
    return this.of(userId).find((row) => this.#faceIds.at(row) === faceId);
  }

  /** Adds a row after the last one. */
  push({ faceId, userId }: EnrolledFace): void {
    const before = this.of(userId).length;
    this.#faceIds.push(faceId);
    this.#userIds.push(userId);
    this.#byUser.push(userId);
    if (before === 0) this.#users += 1;
    this.#pairsOfOneUser += before;
    this.#mostOfOneUser = Math.max(this.#mostOfOneUser, before + 1);
  }

  /** Makes a row another template of the same user. */
  replace(row: number, faceId: string): void {
    this.#faceIds.set(row, faceId);
  }

  /** Removes a row; the last one takes its number. */
  remove(row: number): void {
    const last = this.size - 1;
    const { userId } = this.at(row);
    this.#byUser.remove(row);
    if (row !== last) {
      const moved = this.at(last);
      this.#faceIds.set(row, moved.faceId);
      this.#userIds.set(row, moved.userId);
    }
    this.#faceIds.pop();
    this.#userIds.pop();
    const left = this.of(userId).length;
    if (left === 0) this.#users -= 1;
    this.#pairsOfOneUser -= left;
  }
}
