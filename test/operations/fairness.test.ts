import { it } from 'vitest';
import { writeGroups } from '../support/grouped-gallery.js';

it('tries', () => {
  writeGroups('/tmp/fx/faceenroll.db', [
    {
      users: 300,
      department: 'Sales',
      site: 'Lyon',
      failed: 6,
      templates: 2,
      noise: 0.9,
      alike: 0.6,
    },
    {
      users: 200,
      department: 'Works, with a very long name',
      site: 'Paris',
      failed: 40,
      neverCreated: 30,
      alike: 0.9,
      templates: 2,
      noise: 1,
      quality: 0.7,
    },
    {
      users: 100,
      department: 'Works, with a very long name',
      site: 'Lyon',
      failed: 3,
      templates: 2,
      noise: 1,
      quality: 0.7,
    },
    { users: 12, department: 'Office' },
    { users: 10, department: 'Post' },
    { users: 50 },
  ]);
});
