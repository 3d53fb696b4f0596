import type {
  KeptAnswer,
  KeptAnswers,
  RequestName,
} from '../../src/operations/serving/kept-answers.js';

/** Answers in a Map, where the database has a table. */
export class FakeAnswers implements KeptAnswers {
  readonly kept = new Map<string, KeptAnswer>();

  find(request: RequestName): KeptAnswer | undefined {
    return this.kept.get(idOf(request));
  }

  async keep(request: RequestName, answer: KeptAnswer): Promise<void> {
    this.keepIn(null, request, answer);
  }

  keepIn(_: unknown, request: RequestName, answer: KeptAnswer): void {
    const id = idOf(request);
    if (this.kept.has(id)) throw new Error('UNIQUE constraint failed: http_answers');
    this.kept.set(id, answer);
  }

  async sweep(before: string): Promise<void> {
    for (const [id, { createdAt }] of this.kept) if (createdAt < before) this.kept.delete(id);
  }
}

function idOf({ keyId, idempotencyKey }: RequestName): string {
  return `${keyId} ${idempotencyKey}`;
}
