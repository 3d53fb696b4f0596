import type { Link } from '../../domain/link.js';
import { Audit } from '../audit.js';
import type { Connection } from '../connection.js';

/** What a restore ends of a backup. */
export interface EndedLinks {
  readonly revokedLinks: number;
  /** Mails that were not sent yet. */
  readonly canceledMails: number;
}

type Working = Pick<Link, 'collection' | 'userId' | 'linkId'>;

/**
 * Ends what a backup has of links and mails: a link may have been used or revoked since, a mail
 * sent, a person enrolled. Photos that wait still do.
 */
export function endLinks(db: Connection, now: string): EndedLinks {
  const working = db
    .prepare<[], Working>(
      `SELECT collection, user_id AS userId, link_id AS linkId FROM links
       WHERE ended_at IS NULL ORDER BY rowid`,
    )
    .all();
  for (const [collection, links] of Map.groupBy(working, (link) => link.collection)) {
    const audit = new Audit(db, collection, {});
    for (const { userId, linkId: link } of links) {
      audit.record('LINK_REVOKED', { userId }, { link, reason: 'RESTORED' }, now);
    }
  }
  db.prepare<[string]>(
    "UPDATE links SET ended_at = ?, ended_by = 'revoked' WHERE ended_at IS NULL",
  ).run(now);
  db.prepare('UPDATE links SET remind_at = NULL WHERE remind_at IS NOT NULL').run();
  // What was being handed over may have arrived.
  const mails = db.prepare<[string]>(
    `UPDATE mails SET state = iif(state = 'sending', 'unknown', 'canceled'), done_at = ?
     WHERE done_at IS NULL`,
  );
  return { revokedLinks: working.length, canceledMails: mails.run(now).changes };
}
