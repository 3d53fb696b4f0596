import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lookAt } from '../../src/store/look.js';
import { temporaryFolder } from '../support/cli.js';
import { ENCODER } from '../support/encoder.js';
import { enroll } from '../support/enrolled.js';
import { unit } from '../support/vectors.js';

describe('a look at a database', () => {
  it('counts the templates of each collection and encoder', () => {
    const db = join(temporaryFolder(), 'faces.db');
    const template = (userId: string) => ({ userId, embedding: unit([1, 2, 3]) });
    enroll(db, [template('1'), template('2'), template('2')], { collection: 'staff' });
    enroll(db, [template('1')], { collection: 'staff', encoder: 'other' });
    enroll(db, [template('9')], { collection: 'visitors', encoder: 'other' });
    const counts = lookAt(db)?.templates ?? [];
    expect(new Set(counts)).toEqual(
      new Set([
        { collection: 'staff', encoder: ENCODER, templates: 3 },
        { collection: 'staff', encoder: 'other', templates: 1 },
        { collection: 'visitors', encoder: 'other', templates: 1 },
      ]),
    );
  });
});
