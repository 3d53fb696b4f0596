/** What a request is answered with. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Undefined for 204. */
  readonly body?: unknown;
  /** The only user whom it mentions: a kept answer goes with them, else with any of the collection. */
  readonly about?: string | undefined;
  /**
   * As long as this is true, and the server lives, the same `Idempotency-Key` gets this answer;
   * without it the answer is kept in the database.
   */
  readonly holds?: () => boolean;
}

interface More extends Pick<Answer, 'headers' | 'about' | 'holds'> {
  readonly status?: number;
  /** Members of the envelope beside the data: the page of a list. */
  readonly beside?: Readonly<Record<string, unknown>>;
}

/** An answer with data, in the envelope of the interface. */
export function success(data: unknown, { status = 200, beside, ...more }: More = {}): Answer {
  return { status, ...more, body: { success: true, data, ...beside } };
}

export const NO_CONTENT: Answer = { status: 204 };
