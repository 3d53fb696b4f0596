import { describe, expect, it } from 'vitest';
import { linkStatus } from '../../../src/domain/link.js';
import { query } from '../../support/cli.js';
import { ANN, BOB, LINKED_AT, linkScene, minutesLater, termsOf } from '../../support/links.js';

/** The links of a new database, which is closed at the end of the process. */
function linksOf() {
  const { path, store } = linkScene();
  return { path, links: store.links };
}

describe('a link', () => {
  it('is found by its token, which is not in the database', () => {
    const { path, links } = linksOf();
    const { link } = links.make(ANN, termsOf(), LINKED_AT);
    const { token, ...kept } = link;
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(kept).toEqual({
      ...ANN,
      ...{ linkId: expect.stringMatching(/^[0-9a-f]{12}$/), terms: termsOf(), tried: 0 },
      ...{ createdAt: LINKED_AT, expiresAt: minutesLater(60) },
      ...{ lastFailure: null, endedAt: null, endedBy: null, declinedAt: null },
    });
    expect(links.ofToken(token)).toEqual(kept);
    expect(links.find(link.linkId)).toEqual(kept);
    expect(links.working('default', 'ann')).toEqual(kept);
    expect(links.ofToken(`${token.slice(1)}A`)).toBeUndefined();
    expect(JSON.stringify(query(path, 'SELECT * FROM links'))).not.toContain(token);
  });

  it('revokes the one that worked until then, of this user alone', () => {
    const { links } = linksOf();
    const first = links.make(ANN, termsOf(), LINKED_AT);
    const bobs = links.make(BOB, termsOf(), LINKED_AT);
    const second = links.make(ANN, termsOf(), minutesLater(1));
    expect(first.revoked).toBeUndefined();
    expect(second.revoked?.linkId).toBe(first.link.linkId);
    // Found all the same: its page must look like that of an unknown one.
    expect(links.ofToken(first.link.token)).toMatchObject({
      ...{ endedBy: 'revoked', endedAt: minutesLater(1) },
    });
    expect(links.working('default', 'ann')?.linkId).toBe(second.link.linkId);
    expect(links.working('default', 'bob')?.linkId).toBe(bobs.link.linkId);
    expect(links.list('default').map(({ linkId }) => linkId)).toEqual(
      [first, bobs, second].map(({ link }) => link.linkId),
    );
  });

  it('ends once', () => {
    const { links } = linksOf();
    const { linkId } = links.make(ANN, termsOf(), LINKED_AT).link;
    expect(links.end(linkId, 'used', minutesLater(1))).toBe(true);
    expect(links.end(linkId, 'revoked', minutesLater(2))).toBe(false);
    expect(links.find(linkId)).toMatchObject({ endedBy: 'used', endedAt: minutesLater(1) });
    expect(links.working('default', 'ann')).toBeUndefined();
  });

  it('takes as many photos as it has attempts, and one more for each that was given back', () => {
    const { links } = linksOf();
    const { linkId } = links.make(ANN, termsOf({ attempts: 2 }), LINKED_AT).link;
    const tried = () => links.try(linkId, minutesLater(1));
    expect([tried(), tried(), tried()]).toEqual([true, true, false]);
    links.giveBack(linkId);
    expect([tried(), tried()]).toEqual([true, false]);
    expect(links.find(linkId)?.tried).toBe(2);
    for (let n = 0; n < 3; n += 1) links.giveBack(linkId);
    expect(links.find(linkId)?.tried).toBe(0);
  });

  it('takes no photo when its time is over, or when it has ended', () => {
    const { links } = linksOf();
    const { linkId } = links.make(ANN, termsOf(), LINKED_AT).link;
    expect(links.try(linkId, minutesLater(60))).toBe(false);
    expect(links.try(linkId, minutesLater(59))).toBe(true);
    links.end(linkId, 'revoked', minutesLater(59));
    expect(links.try(linkId, minutesLater(59))).toBe(false);
  });

  it('keeps why the last photo was refused', () => {
    const { links } = linksOf();
    const { linkId } = links.make(ANN, termsOf(), LINKED_AT).link;
    links.failed(linkId, 'FACE_NOT_FOUND');
    links.failed(linkId, 'MULTIPLE_FACES');
    expect(links.find(linkId)?.lastFailure).toBe('MULTIPLE_FACES');
  });

  it('is overdue until somebody ends it, and has expired either way', () => {
    const { links } = linksOf();
    const { linkId } = links.make(ANN, termsOf(), LINKED_AT).link;
    links.make(BOB, termsOf({ seconds: 7200 }), LINKED_AT);
    const overdue = () => links.overdue(minutesLater(60)).map((link) => link.linkId);
    expect(links.overdue(minutesLater(59))).toEqual([]);
    expect(overdue()).toEqual([linkId]);
    const status = () => linkStatus(links.find(linkId) as never, minutesLater(60));
    expect(status()).toBe('expired');
    links.end(linkId, 'expired', minutesLater(60));
    expect([overdue(), status()]).toEqual([[], 'expired']);
  });
});

describe('a reminder', () => {
  const DAY = 24 * 60;
  const terms = termsOf({ remindDays: 2, reminders: 1 });
  const due = (links: ReturnType<typeof linksOf>['links']) =>
    links.toRemind(minutesLater(2 * DAY)).map(({ linkId }) => linkId);

  it('is due after its days, though the link has expired, and once', () => {
    const { links } = linksOf();
    const { linkId } = links.make(ANN, terms, LINKED_AT).link;
    links.make(BOB, termsOf({ remindDays: 2 }), LINKED_AT);
    expect(links.toRemind(minutesLater(2 * DAY - 1))).toEqual([]);
    expect(due(links)).toEqual([linkId]);
    links.end(linkId, 'expired', minutesLater(DAY));
    expect(due(links)).toEqual([linkId]);
    links.reminded(linkId);
    expect(due(links)).toEqual([]);
  });

  it.each(['used', 'revoked', 'attempts'] as const)('is not due of a link that is %s', (by) => {
    const { links } = linksOf();
    links.end(links.make(ANN, terms, LINKED_AT).link.linkId, by, minutesLater(1));
    expect(due(links)).toEqual([]);
  });

  it('is not due once the person has said no, also if they think again', () => {
    const { links } = linksOf();
    const { linkId } = links.make(ANN, terms, LINKED_AT).link;
    links.decline(linkId, minutesLater(1));
    expect(links.find(linkId)).toMatchObject({ declinedAt: minutesLater(1), endedAt: null });
    expect(due(links)).toEqual([]);
    links.decline(linkId, null);
    expect([links.find(linkId)?.declinedAt, due(links)]).toEqual([null, []]);
  });

  it('is due of the latest link alone', () => {
    const { links } = linksOf();
    const { linkId } = links.make(ANN, terms, LINKED_AT).link;
    links.end(linkId, 'expired', minutesLater(DAY));
    links.make(ANN, termsOf(), minutesLater(DAY));
    expect(due(links)).toEqual([]);
  });
});
