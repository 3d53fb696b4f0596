import { operation } from './operation.js';
import { TEMPLATES_EXPORT_OPTIONS, TEMPLATES_PUBLISH_OPTIONS } from './templates/options.js';
import { checkTarget } from './templates/publish-target.js';

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

export const templatesPublish = operation({
  name: 'templates publish',
  summary: 'Keep a PostgreSQL table the same as a collection.',
  arguments: {},
  options: TEMPLATES_PUBLISH_OPTIONS,
  opens: 'named collection',
  access: 'write',
  key: 'needed',
  // What ends it opens no template.
  needs: ({ withdraw, forget }) => ({
    access: 'write',
    ...(!withdraw && !forget && { key: 'needed' }),
  }),
  besideRuns: true,
  check: checkTarget,
  load: async () => (await import('./templates/publish.js')).publishTemplates,
});
