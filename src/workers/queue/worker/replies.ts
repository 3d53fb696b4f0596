import { hostname } from 'node:os';
import type { Encoding } from '../../../domain/encoding.js';
import type { ExtractorFacts } from '../../../domain/extractor.js';
import { fail } from '../../../domain/failures.js';
import type { Extraction } from '../../../domain/sample.js';
import { count } from '../../../domain/text.js';
import type { ExtractionPool } from '../../pool.js';
import { type Order, openOrder, type Result, sealReply } from '../letters.js';
import type { QueueKey } from '../queue-key.js';
import type { Answered, SealedOrder } from './claims.js';
import { SharedFiles } from './shared-files.js';

export interface RepliesSetup {
  readonly key: QueueKey;
  readonly extractor: ExtractorFacts;
  readonly pool: Pick<ExtractionPool, 'capacity' | 'extract'>;
  /** Encodes stored faces; made when the first one comes. */
  readonly encoder: () => Pick<ExtractionPool, 'encode'>;
  /** Real path of the folder that all machines see. */
  readonly photosFolder?: string | undefined;
}

/** A reply to be handed in, and how its photo ended. */
export interface SealedResult {
  readonly answered: Answered;
  /** How the photo ended; undefined where the worker could not try it. */
  readonly outcome: 'done' | 'failed' | undefined;
}

/** Does what orders ask: opens them, has the local pool extract, and seals the replies. */
export class Replies {
  readonly #setup: RepliesSetup;
  readonly #files: SharedFiles;

  constructor(setup: RepliesSetup) {
    this.#setup = setup;
    this.#files = new SharedFiles(setup.photosFolder);
  }

  /** Rejects only when nothing can be extracted at all, never because of the photo. */
  async to(order: SealedOrder): Promise<SealedResult> {
    const { claim, mark, salt, sealed } = order;
    const opened = openOrder(this.#setup.key.ofRun(salt), { photo: claim.id, mark }, sealed);
    return this.#sealed(order, opened ? await this.#resultOf(opened) : { kind: 'unopened' });
  }

  /** To an order whose photo has ended too many workers. */
  crashed(order: SealedOrder): SealedResult {
    const how = `${count(order.deaths, 'worker')} of the queue ended or fell silent while they had this photo`;
    const answer: Extraction & Encoding = {
      kind: 'failed',
      failure: fail('WORKER_CRASHED', { how }),
    };
    return this.#sealed(order, { kind: 'done', answer });
  }

  async close(): Promise<void> {
    await this.#files.close();
  }

  async #resultOf(order: Order): Promise<Result> {
    const { pool, encoder } = this.#setup;
    if (order.kind === 'encode') return { kind: 'done', answer: await encoder().encode(order.job) };
    if (!order.file) return { kind: 'done', answer: await pool.extract(order.job) };
    const bytes = await this.#files.see(order.file);
    if (typeof bytes === 'string') return { kind: 'unseen', why: bytes, host: hostname() };
    return { kind: 'done', answer: await pool.extract({ ...order.job, bytes }) };
  }

  #sealed({ claim, mark, salt }: SealedOrder, result: Result): SealedResult {
    const { key, extractor } = this.#setup;
    const photo = claim.id;
    const sealed = sealReply(key.ofRun(salt), { photo, mark }, { ...result, extractor });
    return { answered: { photo, sealed }, outcome: outcomeOf(result) };
  }
}

function outcomeOf(result: Result): SealedResult['outcome'] {
  if (result.kind !== 'done') return undefined;
  return result.answer.kind === 'failed' ? 'failed' : 'done';
}
