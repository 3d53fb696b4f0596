import { EXPORT_CSV_OPTIONS } from './export-csv/options.js';
import { operation } from './operation.js';

export const exportCsv = operation({
  name: 'export-csv',
  summary: 'Write users as a CSV that import-csv reads back unchanged.',
  arguments: {
    file: { text: 'the CSV to write; stdout unless told', kind: 'file', optional: true },
  },
  options: EXPORT_CSV_OPTIONS,
  opens: 'collection',
  access: 'read',
  key: 'needed',
  // Only pictures are secret.
  needs: ({ photos }) => ({ access: 'read', ...(photos !== undefined && { key: 'needed' }) }),
  load: async () => (await import('./export-csv/export.js')).exportUsers,
});
