import { expect, test } from 'vitest';
import { withoutSecrets } from '../../src/system/without-secrets.js';

test('keys and what PostgreSQL takes from the environment are not handed on, all else is', () => {
  const others = { PATH: '/bin', PGTUNE2: 'x', FACEENROLL_KEY_FILE: '/key', FACEENROLL_DB: 'a.db' };
  const secrets = {
    ...{ FACEENROLL_KEY: 'a', FACEENROLL_QUEUE_KEY: 'b', FACEENROLL_QUEUE_KEY_FILE: '/c' },
    ...{ PGPASSWORD: 'd', PGPASSFILE: '/e', PGSERVICEFILE: '/f', pgpassword: 'g' },
  };
  expect(withoutSecrets({ ...others, ...secrets })).toEqual(others);
});
