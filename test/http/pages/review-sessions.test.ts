import { describe, expect, it } from 'vitest';
import { isOwnForm, Sessions } from '../../../src/http/pages/review/sessions.js';

const MINUTE = 60_000;

function scene() {
  const clock = { now: 0 };
  const sessions = new Sessions(() => clock.now);
  return { clock, sessions, id: sessions.begin('k1') };
}

describe('a session', () => {
  it('has an ID and a token of 256 bits each', () => {
    const { sessions, id } = scene();
    const csrf = sessions.find(id)?.csrf ?? '';
    for (const secret of [id, csrf]) expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(id).not.toBe(csrf);
    expect(sessions.find(csrf)).toBeUndefined();
  });

  it('ends after half an hour without use', () => {
    const { clock, sessions, id } = scene();
    clock.now = 29 * MINUTE;
    expect(sessions.find(id)).toMatchObject({ keyId: 'k1' });
    clock.now += 29 * MINUTE;
    expect(sessions.find(id)).toBeDefined();
    clock.now += 30 * MINUTE;
    expect(sessions.find(id)).toBeUndefined();
    clock.now -= 20 * MINUTE;
    expect(sessions.find(id)).toBeUndefined();
  });

  it('ends after twelve hours of use', () => {
    const { clock, sessions, id } = scene();
    for (; clock.now < 12 * 60 * MINUTE; clock.now += 20 * MINUTE) {
      expect(sessions.find(id)).toBeDefined();
    }
    expect(sessions.find(id)).toBeUndefined();
  });

  it('takes its own forms alone', () => {
    const { sessions, id } = scene();
    const session = sessions.find(id);
    const other = sessions.find(sessions.begin('k1'));
    if (!session || !other) throw new Error('there are two');
    expect(isOwnForm(session, session.csrf)).toBe(true);
    for (const wrong of [other.csrf, '', null]) expect(isOwnForm(session, wrong)).toBe(false);
  });

  it('is ended by those that begin, when there are too many', () => {
    const { sessions, id } = scene();
    for (let at = 1; at < 1_000; at += 1) sessions.begin('k2');
    expect(sessions.find(id)).toBeDefined();
    sessions.begin('k2');
    expect(sessions.find(id)).toBeUndefined();
  });
});
