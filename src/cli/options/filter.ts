import { type Command, InvalidArgumentError, Option } from 'commander';
import type { FieldColumn, GalleryFilter } from '../../domain/gallery.js';
import { fieldColumn } from './columns.js';
import { beginningOf } from './moment.js';
import { share } from './parsers.js';
import { type TagOptions, tagOption } from './tag.js';

/** Options that say which users or faces are meant, as commander hands them over. */
export interface FilterOptions extends TagOptions {
  readonly department?: string;
  readonly name?: string;
  readonly where?: readonly FieldValue[];
  readonly encoder?: string;
  readonly enrolledAfter?: string;
  readonly enrolledBefore?: string;
  readonly qualityBelow?: number;
  readonly withFace?: boolean;
  readonly withoutFace?: boolean;
}

interface FieldValue {
  readonly column: FieldColumn;
  readonly value: string;
}

/** Options that say which users or faces are meant; all of them must hold. */
export function addFilterOptions(command: Command): Command {
  return command
    .option('--department <text>', 'of this department, to the letter')
    .option('--name <text>', 'with this in the name, in upper or lower case')
    .option(
      '--where <field=value>',
      'with this value in a field or in a column of your own; may be repeated',
      fieldValue,
    )
    .addOption(tagOption('with this tag'))
    .option('--encoder <name>', 'with a face that this encoder made')
    .option('--enrolled-after <date>', 'with a face made on this date or later', beginningOf)
    .option('--enrolled-before <date>', 'with a face made before this date', beginningOf)
    .option('--quality-below <0..1>', 'with a face of less quality', share);
}

/** The same of users alone. */
export function addFaceOptions(command: Command): Command {
  return command
    .option('--with-face', 'who have a face, one of which the other options are true')
    .addOption(
      new Option(
        '--without-face',
        'who have no face, or none of which the others are true',
      ).conflicts('withFace'),
    );
}

/** What the options ask for. */
export function filterOf(options: FilterOptions): GalleryFilter {
  const { department, name, where = [], tag, encoder, qualityBelow } = options;
  const { enrolledAfter, enrolledBefore, withFace, withoutFace } = options;
  const column = { kind: 'known', field: 'department' } as const;
  return {
    fields: department === undefined ? where : [{ column, value: department }, ...where],
    ...(name !== undefined && { nameContains: name }),
    ...(tag !== undefined && { tags: tag }),
    ...(encoder !== undefined && { encoder }),
    ...(enrolledAfter !== undefined && { enrolledAfter }),
    ...(enrolledBefore !== undefined && { enrolledBefore }),
    ...(qualityBelow !== undefined && { qualityBelow }),
    ...((withFace || withoutFace) && { withFace: Boolean(withFace) }),
  };
}

function fieldValue(text: string, earlier: readonly FieldValue[] = []): readonly FieldValue[] {
  const split = text.indexOf('=');
  if (split < 1) {
    throw new InvalidArgumentError('It must be <field>=<value>, as in "Floor=3".');
  }
  const column = fieldColumn(text.slice(0, split));
  return [...earlier, { column, value: text.slice(split + 1) }];
}
