import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM, hasChromium } from './support/chromium.js';
import { POSTGRES } from './support/postgres.js';

/**
 * Makes a folder for what tests prepare for each other (Scenario.prepare), removed when all
 * have ended, and frees the thousands of processes that tests start from what they do not need.
 */
export default function setup(): () => void {
  // Node.js reads these certificates whenever it starts, which takes longer than the rest of it.
  delete process.env.NODE_EXTRA_CA_CERTS;
  if (!hasChromium()) {
    process.stderr.write(`Tests in a browser are skipped: there is no Chromium at ${CHROMIUM}\n`);
  }
  if (!POSTGRES) {
    process.stderr.write('Tests of the queue are skipped: PostgreSQL is not installed\n');
  }
  const folder = mkdtempSync(join(tmpdir(), 'faceenroll-prepared-'));
  process.env.TEST_PREPARED = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
