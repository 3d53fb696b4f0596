import { expect, it } from 'vitest';
import { exportedName, exportHeadings } from '../../src/source/csv-export.js';

it.each(['a\u2028b', 'a\u2029b', 'a\nb', 'user_id', 'extra 1: "x"'])(
  'a column %j comes back from its heading in an export',
  (name) => {
    const [heading = ''] = exportHeadings([name]);
    expect(heading).not.toBe(name);
    expect(exportedName(heading)).toBe(name);
  },
);
