import type { Link } from '../../../postgres/link.js';
import { SCHEMA } from '../tables/tables.js';
import type { Flights } from './flights.js';

/** Milliseconds between two looks whether there is something to clear away. */
const LOOK_MS = 3_000;

/** Photos that are worth it: of 20 kB each they leave 50 MB of dead rows. */
const LEAST_PHOTOS = 2_000;

/** With pg-boss's jobs; a table that another import has in hand is left to it. */
const VACUUM = `VACUUM (SKIP_LOCKED, TRUNCATE OFF) ${SCHEMA}.photos, ${SCHEMA}.answers, ${SCHEMA}.job`;

/**
 * Has PostgreSQL reuse the room of photos that were answered. Autovacuum looks once a minute, in which
 * a fast import leaves gigabytes. A role that does not own the tables may not; PostgreSQL says so in a
 * warning, and they are left to autovacuum.
 */
export class Vacuum {
  readonly #link: Link;
  readonly #flights: Flights;
  #done = 0;

  constructor(link: Link, flights: Flights) {
    this.#link = link;
    this.#flights = flights;
  }

  /** Does so once if it is worth it, and returns the milliseconds until the next time. */
  async vacuum(): Promise<number> {
    const { done } = this.#flights;
    if (done - this.#done >= LEAST_PHOTOS) {
      this.#done = done;
      await this.#link.query(VACUUM);
    }
    return LOOK_MS;
  }
}
