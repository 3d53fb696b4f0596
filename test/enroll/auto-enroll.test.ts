import { describe, expect, it } from 'vitest';
import type { UserMatch } from '../../src/domain/identification.js';
import { FIRST_AUTOMATIC_SLOT } from '../../src/domain/slots.js';
import { decideAutoEnroll, MAX_TEMPLATES, type OwnTemplate } from '../../src/enroll/auto-enroll.js';

const SURE = 0.9;

const match = (userId: string, similarity: number): UserMatch => {
  return { userId, faceId: `${userId}-1`, similarity };
};

/** A direction in a plane: the similarity of two is the cosine of the angle between them. */
const at = (degrees: number): Float32Array => {
  const angle = (degrees * Math.PI) / 180;
  return Float32Array.of(Math.cos(angle), Math.sin(angle));
};

const photo = (degrees: number, quality = 0.5) => {
  return { digest: 'photo', embedding: at(degrees), quality };
};

const imported = (slot: number, degrees: number): OwnTemplate => {
  const [faceId, digest] = [`imported-${slot}`, `digest-${slot}`];
  return { faceId, slot, digest, embedding: at(degrees), quality: 0.5, isAutomatic: false };
};

const automatic = (nth: number, degrees: number, quality = 0.5): OwnTemplate => {
  const slot = FIRST_AUTOMATIC_SLOT + nth - 1;
  return { ...imported(slot, degrees), faceId: `auto-${nth}`, quality, isAutomatic: true };
};

const decide = (own: readonly OwnTemplate[], degrees = 0, quality = 0.5) =>
  decideAutoEnroll(photo(degrees, quality), [match('ann', 0.95)], SURE, own);

describe('a photo that was identified', () => {
  it('is added when one user alone is similar, and surely so', () => {
    const plan = decideAutoEnroll(photo(0), [match('ann', SURE)], SURE, [imported(1, 10)]);
    expect(plan).toEqual({ action: 'TEMPLATE_UPDATED', slot: FIRST_AUTOMATIC_SLOT });
  });

  it('is not added when the match is below the stricter threshold', () => {
    const plan = decideAutoEnroll(photo(0), [match('ann', 0.8999)], SURE, [imported(1, 10)]);
    expect(plan).toEqual({ reason: 'NOT_SURE_ENOUGH' });
  });

  it('is not added when another user is above the plain threshold', () => {
    const matches = [match('ann', 0.99), match('bob', 0.7)] as const;
    const plan = decideAutoEnroll(photo(0), [...matches], SURE, [imported(1, 10)]);
    expect(plan).toEqual({ reason: 'AMBIGUOUS' });
  });

  it('is not added when the user has a template of that very photo', () => {
    const own = [{ ...imported(1, 0), digest: 'photo' }];
    expect(decide(own)).toEqual({ reason: 'SAME_PHOTO' });
  });

  it('takes the first automatic slot that is free, and none of those of imports', () => {
    const own = [imported(2, 10), automatic(1, 30), automatic(3, 40)];
    expect(decide(own)).toMatchObject({ slot: FIRST_AUTOMATIC_SLOT + 1 });
  });
});

describe('a user who has enough templates', () => {
  const full = (...own: readonly OwnTemplate[]): readonly OwnTemplate[] => {
    expect(own).toHaveLength(MAX_TEMPLATES);
    return own;
  };

  it('loses the automatic one that is most similar to another', () => {
    const own = full(
      ...[imported(1, 0), imported(2, 1), automatic(1, 60), automatic(2, 66), automatic(3, 20)],
    );
    // auto-1 and auto-2 are 6 degrees apart, and auto-1 the better; the photo is far off.
    const tie = own.map((one) => (one.faceId === 'auto-1' ? { ...one, quality: 0.9 } : one));
    expect(decide(tie, 40)).toEqual({
      action: 'TEMPLATE_REPLACED',
      slot: FIRST_AUTOMATIC_SLOT + 1,
      replaces: 'auto-2',
    });
  });

  it('loses the one of lower quality where two are equally similar', () => {
    const rest = [imported(1, 0), imported(2, 20), imported(3, 150)];
    const first = full(...rest, automatic(1, 80, 0.4), automatic(2, 85, 0.6));
    expect(decide(first, 110)).toMatchObject({ replaces: 'auto-1' });
    const second = full(...rest, automatic(1, 80, 0.6), automatic(2, 85, 0.4));
    expect(decide(second, 110)).toMatchObject({ replaces: 'auto-2' });
  });

  it('does not take the photo when that is the one that tells the least', () => {
    const own = full(
      ...[imported(1, 0), automatic(1, 30), automatic(2, 60), automatic(3, 90), automatic(4, 120)],
    );
    expect(decide(own, 1)).toEqual({ reason: 'NOTHING_NEW' });
    // The photo and auto-2 are nearly one: the better of them stays, the old one in doubt.
    expect(decide(own, 62, 0.5)).toEqual({ reason: 'NOTHING_NEW' });
    expect(decide(own, 62, 0.4)).toEqual({ reason: 'NOTHING_NEW' });
    expect(decide(own, 62, 0.6)).toMatchObject({ replaces: 'auto-2' });
  });

  it('never loses a template that was imported', () => {
    const same = [1, 2, 3, 4].map((slot) => imported(slot, 0));
    expect(decide(full(...same, imported(5, 0)), 45)).toEqual({ reason: 'NOTHING_NEW' });
    expect(decide(full(...same, automatic(1, 20)), 45)).toMatchObject({ replaces: 'auto-1' });
    const more = [...same, imported(5, 0), imported(6, 0)];
    expect(decide(more, 45)).toEqual({ reason: 'NOTHING_NEW' });
  });
});
