import { INSPECT_OPTIONS } from './compare/options.js';
import { operation } from './operation.js';

export const inspect = operation({
  name: 'inspect',
  summary: 'Show what the pipeline sees in photos, without enrolling them.',
  arguments: { photo: { text: 'photos to look at', kind: 'photo', many: true } },
  options: INSPECT_OPTIONS,
  opens: 'nothing',
  access: 'read',
  load: async () => (await import('./compare/inspect.js')).inspectPhotos,
});
