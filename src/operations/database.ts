import { operation } from './operation.js';
import { KEY_OPTION } from './options/where.js';

export const check = operation({
  name: 'check',
  summary: 'Look for everything that can be wrong with a database.',
  arguments: {},
  options: KEY_OPTION,
  opens: 'file',
  access: 'read',
  load: async () => (await import('./database/check.js')).checkFile,
});
