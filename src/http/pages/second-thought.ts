import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Time for a call to the contact; whoever takes longer is asked again. */
const LASTS_MS = 3_600_000;

/**
 * Knows who has been asked whether they want to say no. Programs that scan mail press buttons, and
 * must not say no for anybody: what this page asks can be answered only by its own form.
 */
export class SecondThought {
  readonly #key = randomBytes(32);

  constructor(private readonly now: () => number = Date.now) {}

  /** What the form of the question brings back; `about` is what they say no to. */
  ask(about: string): string {
    const until = this.now() + LASTS_MS;
    return `${until}.${this.#signed(until, about).toString('base64url')}`;
  }

  /** Whether that came back, in time. */
  isAnswered(about: string, sure: string | undefined): boolean {
    const [until = '', signature = ''] = sure?.split('.') ?? [];
    const expected = this.#signed(Number(until), about);
    const given = Buffer.from(signature, 'base64url');
    return (
      given.length === expected.length &&
      timingSafeEqual(given, expected) &&
      this.now() <= Number(until)
    );
  }

  #signed(until: number, about: string): Buffer {
    return createHmac('sha256', this.#key).update(`${until} ${about}`).digest();
  }
}
