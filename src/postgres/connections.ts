import { Pool, type PoolClient } from 'pg';
import { addressOf } from './address.js';
import { isAway } from './away.js';
import { Connection } from './connection.js';
import { passwordOf } from './password.js';
import type { Patience } from './patience.js';
import { SESSION } from './session.js';
import { StuckError } from './stuck.js';
import { tlsOf } from './tls.js';
import type { Way } from './way.js';

/** A server that answers nothing for this long is away: hardly a statement takes a second. */
const ANSWER_MS = 60_000;

const CONNECT_MS = 10_000;

/** A connection that is silent for this long is asked whether the other side is there, every second. */
const KEEP_ALIVE_MS = 10_000;

export interface ConnectionsOptions {
  /** Connections at the same time. */
  readonly connections: number;
  /** What the server shows of it: "faceenroll worker". */
  readonly name: string;
  /** What each connection begins with. */
  readonly begin?: string;
  /** Milliseconds after which a server that answers nothing is away; default: a minute. */
  readonly answerMs?: number;
  /** The same while it is connected to; default: ten seconds. */
  readonly connectMs?: number;
}

/** Connections to one server, made when they are needed. */
export class Connections {
  readonly #pool: Pool;
  readonly #patience: Patience;
  readonly #verifies: boolean;

  /**
   * @param url an address without a password
   * @param patience what is under way ends in time when it is over
   * @throws {UsageError} when the address names files or ways of TLS that are none.
   */
  constructor(url: string, options: ConnectionsOptions, patience: Patience) {
    this.#patience = patience;
    const ssl = tlsOf(url);
    this.#verifies = ssl !== false && ssl.rejectUnauthorized !== false;
    const { port, applicationName, ...address } = addressOf(new URL(url));
    const { begin } = options;
    this.#pool = new Pool({
      ...address,
      ...(port && { port: Number(port) }),
      ...(applicationName !== undefined && { application_name: applicationName }),
      ssl,
      // It is called with whom the password is for, which the types do not say.
      password: passwordOf as () => Promise<string>,
      max: options.connections,
      fallback_application_name: options.name,
      connectionTimeoutMillis: options.connectMs ?? CONNECT_MS,
      query_timeout: options.answerMs ?? ANSWER_MS,
      // A statement does not wait for the answer to the one before: on a slow network that is a round trip.
      pipeline: true,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      onConnect: async (client) => {
        await client.query([...SESSION, ...(begin === undefined ? [] : [begin])].join('; '));
      },
    });
    // Connections that are idle when the server goes; the next statement notices it.
    this.#pool.on('error', () => {});
    this.#pool.on('connect', (client) => client.on('error', () => {}));
  }

  /** Does something with a connection that nobody else uses meanwhile. */
  async use<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const client = await this.#client();
    try {
      const result = await this.#patience.inTime(work(new Connection(client)));
      client.release();
      return result;
    } catch (error) {
      // Its connection may be broken, or inside a transaction that failed: it is not used again.
      client.release(true);
      // An answer that is awaited no longer would keep it, and this process, until the time for it is over.
      if (isAway(error) || error instanceof StuckError) client.connection.stream.destroy();
      throw error;
    }
  }

  /** How connections are protected, and where they lead. */
  way(): Promise<Way> {
    return this.use(async (connection) => connection.way(this.#verifies));
  }

  async end(): Promise<void> {
    // Of a connection that is being made nobody knows how long it takes.
    await this.#patience.inTime(this.#pool.end()).catch(() => {});
  }

  async #client(): Promise<PoolClient> {
    const connecting = this.#pool.connect();
    try {
      return await this.#patience.inTime(connecting);
    } catch (error) {
      connecting.then((client) => client.release(true)).catch(() => {});
      throw error;
    }
  }
}
