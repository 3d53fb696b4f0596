import { readFileSync } from 'node:fs';
import pino from 'pino';
import { afterAll, beforeAll } from 'vitest';
import { makeApp } from '../../src/http/app.js';
import type { OpenLink, SentPage, Submitted } from '../../src/operations/links/types.js';
import { serverWith } from './http-app.js';
import { FakeLinkDesk, LINK, OPEN } from './link-desk.js';

const SMALL = readFileSync(new URL('../../fixtures/photos/1003.jpg', import.meta.url));

class Desk extends FakeLinkDesk {
  map = new Map<string, OpenLink>();
  n = 0;
  override open(t: string) {
    return this.map.get(t);
  }
  override async submit(t: string, { photo }: SentPage): Promise<Submitted> {
    const buffer = Buffer.from(photo.bytes);
    const failed = (code: string) => ({
      kind: 'failed' as const,
      code,
      problems: [],
      triesLeft: 8,
      picture: code === 'MULTIPLE_FACES' ? SMALL : undefined,
    });
    if (photo.name === 'two-people.jpg') return failed('MULTIPLE_FACES');
    if (buffer[0] !== 0xff) return failed('UNSUPPORTED_FORMAT');
    this.map.delete(t);
    this.n += 1;
    return { kind: 'enrolled' };
  }
}

export interface EnrollmentSite {
  link(...flags: string[]): Promise<string>;
  enrolled(): number;
}

export function enrollmentSite(): EnrollmentSite {
  const desk = new Desk();
  let address = '';
  let end = async () => {};
  beforeAll(async () => {
    const app = await makeApp(
      serverWith({ settings: { storeThumbnails: 'none' } } as never, {}, { links: desk }),
      { logger: pino({ level: 'silent' }), rate: 1e5, metrics: true, docs: true },
    );
    address = await app.listen({ host: '127.0.0.1', port: 0 });
    end = () => app.close();
  });
  afterAll(() => end());
  return {
    link: async (...flags) => {
      const token = `${Math.random()}`.padEnd(43, 'x').slice(0, 43);
      desk.map.set(
        token,
        flags[0] === '--expires' ? { ...OPEN, state: 'expired', link: LINK } : OPEN,
      );
      return `${address}/e/${token}`;
    },
    enrolled: () => desk.n,
  };
}
