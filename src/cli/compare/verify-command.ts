import { Command } from 'commander';
import { RANGES } from '../../domain/option-values.js';
import type { CommandHost } from '../command-host.js';
import { addGalleryOptions, type VerifyOptions } from '../options/gallery.js';
import { addPhotoOptions } from '../options/import.js';
import { numberIn } from '../options/parsers.js';

const HELP = `
A photo is compared with every template of the user; the most similar one counts. Nothing is
changed, and an import may run meanwhile.
Exit code 0: all photos match; 3: one failed, or does not match.

Examples:
  $ faceenroll verify 1001 gate.jpg                is it user 1001?
  $ faceenroll verify 1001 gate.jpg --fmr 1e-5     one of 100,000 would pass, of people as alike
                                                   as those it was measured on
  $ faceenroll verify 1001 gate.jpg && open-gate   for scripts`;

/** The command `faceenroll verify`. */
export function verifyCommand(host: CommandHost): Command {
  const command = new Command('verify')
    .description('Tell whether photos show a certain user.')
    .argument('<user-id>', 'the user it should be')
    .argument('<photo...>', 'photos to compare')
    .option(
      '--fmr <rate>',
      'share of other people, alike as those measured, who may pass',
      numberIn(RANGES.fmr),
      0.001,
    );
  return addPhotoOptions(addGalleryOptions(command, 'fmr'))
    .addHelpText('after', HELP)
    .action(async (userId: string, photos: readonly string[], options: VerifyOptions) => {
      const { verify } = await import('./verify.js');
      host.exitCode = await verify(userId, photos, options, host.io);
    });
}
