import { ROTATE_OPTIONS } from './key/options.js';
import { operation } from './operation.js';
import { KEY_OPTION } from './options/where.js';

export const keyGenerate = operation({
  name: 'key generate',
  summary: 'Make a key: into a new file, or on stdout.',
  arguments: {
    file: {
      ...{ kind: 'file', optional: true },
      text: 'the file to write; one that is there is never overwritten',
    },
  },
  options: {},
  opens: 'nothing',
  access: 'write',
  load: async () => (await import('./key/generate.js')).generateKey,
});

export const keyRotate = operation({
  name: 'key rotate',
  summary: 'Change the key of a database.',
  arguments: {},
  options: ROTATE_OPTIONS,
  opens: 'file',
  access: 'write',
  load: async () => (await import('./key/rotate.js')).rotateDatabaseKey,
});

export const keyVerify = operation({
  name: 'key verify',
  summary: 'Check that every template and profile image opens with the key.',
  arguments: {},
  options: KEY_OPTION,
  opens: 'file',
  access: 'read',
  load: async () => (await import('./key/verify.js')).verifyKey,
});
