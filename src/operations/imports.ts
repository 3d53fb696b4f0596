import { UsageError } from '../domain/fatal-error.js';
import { operation } from './operation.js';
import {
  ENROLL_OPTIONS,
  IMPORT_CSV_OPTIONS,
  IMPORT_FACES_OPTIONS,
  SYNC_OPTIONS,
  TEMPLATES_IMPORT_OPTIONS,
} from './options/import.js';
import { checkQueue } from './queue/check.js';

export const importFaces = operation({
  name: 'import-faces',
  summary: 'Enroll the photos of a folder; the file name is the user ID.',
  arguments: { folder: { text: 'folder of photos', kind: 'folder' } },
  options: IMPORT_FACES_OPTIONS,
  opens: 'made',
  access: 'write',
  key: 'needed',
  check: checkQueue,
  load: async () => (await import('./imports/import-faces.js')).importFolder,
});

export const importCsv = operation({
  name: 'import-csv',
  summary: 'Import users and enroll their photos from a CSV, or retry an error report.',
  arguments: { file: { text: 'CSV file with a heading row', kind: 'file' } },
  options: IMPORT_CSV_OPTIONS,
  opens: 'made',
  access: 'write',
  key: 'needed',
  check: checkQueue,
  load: async () => (await import('./imports/import-csv.js')).importList,
});

export const enroll = operation({
  name: 'enroll',
  summary: 'Enroll one person from one or more photos.',
  arguments: {
    userId: { text: 'the user ID', kind: 'text' },
    photo: {
      text: 'photos of this user; without any the status is told, and an upgrade made that is due',
      kind: 'photo',
      many: true,
      optional: true,
    },
  },
  options: ENROLL_OPTIONS,
  opens: 'made',
  access: 'write',
  key: 'needed',
  check: ({ photo, tag }) => {
    if (photo.length > 0 || !tag) return;
    throw new UsageError(
      '--tag is for users who are enrolled, and there are no photos: see "faceenroll users update"',
    );
  },
  load: async () => (await import('./imports/enroll.js')).enrollUser,
});

export const sync = operation({
  name: 'sync',
  summary: 'Make a collection the same as a CSV: enroll, update and delete users.',
  arguments: { csv: { text: 'CSV file with a row for every user there shall be', kind: 'file' } },
  options: SYNC_OPTIONS,
  opens: 'made',
  access: 'write',
  key: 'needed',
  check: checkQueue,
  load: async () => (await import('./imports/sync.js')).syncList,
});

export const templatesImport = operation({
  name: 'templates import',
  summary: 'Enroll the templates of a file that "templates export" wrote.',
  arguments: { file: { text: 'the file of templates', kind: 'file' } },
  options: TEMPLATES_IMPORT_OPTIONS,
  opens: 'made',
  access: 'write',
  key: 'needed',
  load: async () => (await import('./templates/import.js')).importTemplates,
});
