import { operation } from './operation.js';
import { TEMPLATES_EXPORT_OPTIONS } from './templates/options.js';

export const templatesExport = operation({
  name: 'templates export',
  summary: 'Write templates to a file that "templates import" reads.',
  arguments: {
    file: { text: 'the file to write; stdout unless told', kind: 'file', optional: true },
  },
  options: TEMPLATES_EXPORT_OPTIONS,
  opens: 'collection',
  access: 'read',
  key: 'needed',
  load: async () => (await import('./templates/export.js')).exportTemplates,
});
