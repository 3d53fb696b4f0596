import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  ANSWERS_KEPT_MS,
  JOB_KEPT_MS,
  KEY_USE_EVERY_MS,
  MAX_BATCH_BYTES,
  MAX_BATCH_PHOTOS,
  MAX_PHOTOS_AT_ONCE,
  MAX_WRONG_KEYS,
} from '../../src/http/limits.js';

const HOUR_MS = 3_600_000;

const topic = readFileSync(new URL('../../src/help/http.md', import.meta.url), 'utf8').replace(
  /\s+/g,
  ' ',
);

test.each([
  `answered within the last ${ANSWERS_KEPT_MS / HOUR_MS} hours`,
  `more than ${MAX_PHOTOS_AT_ONCE} photos`,
  `${MAX_BATCH_PHOTOS.toLocaleString('en')} photos and ${MAX_BATCH_BYTES / 1e6} MB at most`,
  `sends ${MAX_WRONG_KEYS} wrong keys within a minute`,
  `until ${JOB_KEPT_MS === HOUR_MS ? 'an hour' : '?'} after its end`,
  `one row \`KEY_USED\` ${KEY_USE_EVERY_MS === 60_000 ? 'a minute' : '?'}`,
])('the help tells limits as they are: %s', (words) => {
  expect(topic).toContain(words);
});
