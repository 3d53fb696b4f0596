import { randoms } from '../../src/domain/randoms.js';
import { DIMENSIONS } from './encoder.js';
import { enroll } from './enrolled.js';
import { Scenario } from './scenario.js';
import { unit } from './vectors.js';

/** A working folder whose database has users 1001, 1002 ... with a template each. */
export function enrolledScenario(users = 3): Scenario {
  const s = new Scenario();
  const random = randoms(1);
  const templates = Array.from({ length: users }, (_, i) => ({
    userId: String(1001 + i),
    embedding: unit(Array.from({ length: DIMENSIONS }, () => random() - 0.5)),
  }));
  enroll(s.db, templates);
  return s;
}
