import type { Link } from '../../../domain/link.js';
import type { ConsentRecord } from '../../../domain/review.js';
import type { Audit } from '../../../store/audit.js';
import type { ConsentText } from '../../../store/links/consents.js';
import type { Store } from '../../../store/store.js';

interface Given {
  readonly answer: ConsentRecord['answer'];
  /** What was read before. */
  readonly consent: ConsentText;
  readonly now: string;
}

interface Added {
  /** Of the user's collection. */
  readonly audit: Pick<Audit, 'record'>;
  /** For a row of the audit about it. */
  readonly detail: object;
}

/** Keeps what a person answered on the page of a link. Call it in a transaction. */
export function addAnswer(
  store: Store,
  { collection, userId, linkId }: Link,
  { answer, consent, now }: Given,
): Added {
  const textSha256 = store.consents.add({ collection, userId, answer, at: now, linkId }, consent);
  const { version, language } = consent;
  return {
    audit: store.audit(collection),
    detail: { link: linkId, version, language, textSha256 },
  };
}
