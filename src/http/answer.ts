/** What a request is answered with. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Undefined for 204. */
  readonly body?: unknown;
}

interface More {
  readonly status?: number;
  readonly headers?: Answer['headers'];
  /** Members of the envelope beside the data: the page of a list. */
  readonly beside?: Readonly<Record<string, unknown>>;
}

/** An answer with data, in the envelope of the interface. */
export function success(data: unknown, { status = 200, headers, beside }: More = {}): Answer {
  return { status, ...(headers && { headers }), body: { success: true, data, ...beside } };
}

export const NO_CONTENT: Answer = { status: 204 };
