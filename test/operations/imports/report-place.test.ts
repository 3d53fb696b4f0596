import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/domain/fatal-error.js';
import { refuseReportPlace } from '../../../src/operations/imports/report-place.js';
import { temporaryFolder } from '../../support/cli.js';
import { fixture } from '../../support/scenario.js';

const HEADINGS = 'user_id,row,error_code,error_message,error_advice,report_row\n';

/** A folder with what an import has to do with. */
function place() {
  const folder = temporaryFolder();
  const at = (name: string): string => `${folder}/${name}`;
  mkdirSync(at('photos'));
  copyFileSync(fixture('photos', '1001.jpg'), at('photo'));
  writeFileSync(at('users.csv'), 'user_id\n1\n');
  writeFileSync(at('old.errors.csv'), `\ufeff${HEADINGS}1,2,FILE_NOT_FOUND,,,\n`);
  writeFileSync(at('faces.db'), 'SQLite format 3\0');
  writeFileSync(at('other.db'), 'SQLite format 3\0');
  writeFileSync(at('data.gz'), Buffer.from([0x1f, 0x8b, 8, 0]));
  symlinkSync('users.csv', at('linked.csv'));
  symlinkSync('faces.db', at('linked.db'));
  symlinkSync('photos', at('linked'));
  symlinkSync('loop', at('loop'));
  const refuse = (named: string, input = 'users.csv') =>
    refuseReportPlace(at(named), { input: at(input), database: at('faces.db') });
  return { at, refuse };
}

describe('an error report', () => {
  it.each([
    ['photos', 'is a folder'],
    ['photos/', 'is a folder'],
    ['nowhere/', 'is a folder'],
    ['.', 'is a folder'],
    ['linked', 'is a folder'],
    ['faces.db', 'is the database'],
    ['linked.db', 'is the database'],
    ['faces.db-wal', 'is the database'],
    ['faces.db-keys', 'is the database'],
    ['faces.db-lock', 'is the database'],
    ['users.csv', 'is the CSV that is imported'],
    ['linked.csv', 'is the CSV that is imported'],
    ['photos/../users.csv', 'is the CSV that is imported'],
    ['photo', 'is a JPEG photo'],
    ['none.jpg', 'has the name of a photo'],
    ['1001.PNG', 'has the name of a photo'],
    ['other.db', 'is an SQLite database'],
    ['data.gz', 'is a gzip archive'],
    ['loop', 'its links lead in a circle'],
  ])('does not go to %s, which %s', (named, what) => {
    const { refuse } = place();
    expect(() => refuse(named)).toThrow(UsageError);
    expect(() => refuse(named)).toThrow(what);
    expect(() => refuse(named)).toThrow(/^--errors ".*" .*: name a file for the error report/);
  });

  it.runIf(process.platform === 'linux').each(['/dev/null', '/dev/stdout'])(
    'does not go to the device %s',
    (named) => {
      const inputs = { input: '/tmp/users.csv', database: '/tmp/faces.db' };
      expect(() => refuseReportPlace(named, inputs)).toThrow(/is not a regular file|is a folder/);
    },
  );

  it.each(['new.csv', 'nowhere/new.csv', 'old.errors.csv', 'faces.db.csv', 'photos.csv'])(
    'may go to %s',
    (named) => {
      expect(() => place().refuse(named)).not.toThrow();
    },
  );

  it('of a retry may go where the report is that is retried', () => {
    const { refuse } = place();
    expect(() => refuse('old.errors.csv', 'old.errors.csv')).not.toThrow();
  });
});
