import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { query } from '../../support/cli.js';
import { ANN, BOB, LINKED_AT, linkScene, minutesLater } from '../../support/links.js';

const TEXT = { version: '2026-05', language: 'en', text: 'We store a template of your face.' };
const LINK = '0123456789ab';

it('keeps each answer with the version, language and SHA-256 of what was read', () => {
  const { store, path } = linkScene();
  const { consents } = store;
  const no = { ...ANN, answer: 'no', at: LINKED_AT, linkId: LINK } as const;
  const yes = { ...no, answer: 'yes', at: minutesLater(1) } as const;
  const textSha256 = consents.add(no, TEXT);
  expect(textSha256).toBe(createHash('sha256').update(TEXT.text).digest('hex'));
  consents.add(yes, { ...TEXT, version: '2026-06' });
  consents.add({ ...yes, ...BOB }, { ...TEXT, language: 'en-GB' });
  expect(consents.ofUser('default', 'ann')).toEqual([
    { ...no, version: '2026-05', language: 'en', textSha256 },
    { ...yes, version: '2026-06', language: 'en', textSha256 },
  ]);
  expect(consents.ofUser('default', 'bob')).toMatchObject([{ language: 'en-GB' }]);
  expect(consents.text(textSha256)).toBe(TEXT.text);
  expect(consents.text('0'.repeat(64))).toBeUndefined();
  expect(query(path, 'SELECT count(*) AS n FROM consent_texts')).toEqual([{ n: 1 }]);
});
