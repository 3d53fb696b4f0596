import { Command } from 'commander';
import { DEFAULT_FPIR } from '../../domain/limits.js';
import { RANGES } from '../../domain/option-values.js';
import type { CommandHost } from '../command-host.js';
import { addGalleryOptions, type IdentifyOptions } from '../options/gallery.js';
import { addPhotoOptions } from '../options/import.js';
import { numberIn, rate } from '../options/parsers.js';
import { referenceOption } from '../options/reference.js';
import { thumbnailOption } from '../options/thumbnail.js';
import { addWaitOption } from '../options/wait.js';

const HELP = `
The threshold follows from the false alarms that are allowed and from the number of templates
that are searched. Without --auto-enroll nothing is changed, and an import may run meanwhile.
With it an import may not; a photo that was added is searched for the ones after it, too.
It takes the collection's own table ("faceenroll calibrate --store"), or an FMR of 1e-5 or
less by the pack's.
Exit code 0: every photo matches somebody; 3: a photo failed, or matches nobody.

Examples:
  $ faceenroll identify visitor.jpg                    who is it? the best five above the threshold
  $ faceenroll identify gate/*.jpg --top 1 --json      one object a line, for scripts
  $ faceenroll identify visitor.jpg --fpir 0.00001     a false alarm in one of 100,000 searches
  $ faceenroll identify gate/*.jpg --auto-enroll       sure matches become templates`;

/** The command `faceenroll identify`. */
export function identifyCommand(host: CommandHost): Command {
  const command = new Command('identify')
    .description('Tell who is in photos: the enrolled users whose faces are most similar.')
    .argument('<photo...>', 'photos to identify')
    .option('--top <n>', 'users to tell for a photo at most', numberIn(RANGES.top), 5)
    .option(
      '--fpir <rate>',
      'share of searches that may give a false alarm',
      numberIn(RANGES.fpir),
      DEFAULT_FPIR,
    )
    .option('--auto-enroll', 'a sure match adds the photo to the templates of the user')
    .option(
      '--auto-enroll-fpir <rate>',
      "share of searches that may add the photo of a stranger (default: a tenth of --fpir, or less by a pack's table)",
      rate,
    )
    .addOption(thumbnailOption())
    .addOption(referenceOption());
  return addWaitOption(addPhotoOptions(addGalleryOptions(command, 'fpir')))
    .addHelpText('after', HELP)
    .action(async (photos: readonly string[], options: IdentifyOptions) => {
      const { identify } = await import('./identify.js');
      host.exitCode = await identify(photos, options, host.io);
    });
}
