import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for what tests prepare for each other (Scenario.prepare), removed when all have ended. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'faceenroll-prepared-'));
  process.env.TEST_PREPARED = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
