import { describe, expect, it } from 'vitest';
// Compiled, since the worker process is.
import { importFaces, openGallery } from '../../dist/index.js';
import { Store } from '../../src/store/store.js';
import { ENCODER } from '../support/encoder.js';
import { writeGallery } from '../support/random-gallery.js';
import { Scenario } from '../support/scenario.js';

/** A gallery whose own table was measured on people who were much less alike. */
function outdated(users = 220): string {
  const db = writeGallery({ users });
  const store = Store.open(db, false);
  const table = [0.1, 0.01].map((fmr, i) => ({ fmr, similarity: 0.01 + i / 1000 }));
  const { thresholds } = store.collection('default', ENCODER);
  thresholds.put(ENCODER, { measuredOn: 'this collection, 30 users', table }, 'now');
  store.close();
  return db;
}

describe('an import into a gallery whose table no longer holds', () => {
  it('warns on stderr, tells it in the summary, and in the result of the library', async () => {
    const s = new Scenario();
    const db = outdated();
    s.photos(['1001.jpg'], 'one');
    s.photos(['1002.jpg'], 'two');
    const words = ['import-faces', '--db', db, '--create-missing', '--duplicates', 'off'];
    const told = { finding: 'more', ownTable: true, measuredOn: 'this collection, 30 users' };

    const { stdout, stderr } = await s.call([...words, '--json', 'one']);
    const summary = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    expect(summary.tableCheck).toMatchObject({ ...told, fmr: 0.01, isNews: false });
    expect(stderr.replace(/\s+/g, ' ')).toMatch(
      /[\d,]+ of 24,310 pairs of different users have .*\(measured on this collection, 30 users\) promises 243\. That table is out of date/,
    );

    // Where the gallery has just become large enough, also to who wants to read of errors only.
    const becoming = ['--db', outdated(199), '--create-missing', '--duplicates', 'off'];
    const quiet = await s.call(['import-faces', ...becoming, '--quiet', 'one']);
    expect(quiet).toMatchObject({ code: 0, stdout: '' });
    expect(quiet.stderr).toMatch(/^[\d,]+ of /);

    const nobody = await s.call([...words, '--json', 'one']);
    expect(JSON.parse(nobody.stdout.trim().split('\n').at(-1) ?? '').tableCheck).toBe(null);
    expect(nobody.stderr).not.toContain('out of date');

    const gallery = openGallery({ database: db });
    const options = { createMissing: true, duplicates: 'off', workers: 1 } as const;
    const result = await importFaces(gallery, s.path('two'), options);
    gallery.close();
    expect(result.tableCheck).toMatchObject(told);
  });
});
