import { operation } from './operation.js';
import { checkQueue } from './queue/check.js';
import { WATCH_OPTIONS } from './watch/options.js';

export const watch = operation({
  name: 'watch',
  summary: 'Enroll photos as they come into a folder.',
  arguments: { folder: { text: 'folder of photos', kind: 'folder' } },
  options: WATCH_OPTIONS,
  opens: 'made',
  access: 'write',
  key: 'needed',
  check: checkQueue,
  load: async () => (await import('./watch/watch-folder.js')).watchFolder,
});
