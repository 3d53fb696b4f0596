import { type Command, Option } from 'commander';
import { DEFAULT_FPIR, MIN_LIVENESS } from '../../domain/limits.js';
import { CHOICES, type Choice, DEFAULT_PACK, RANGES } from '../../domain/option-values.js';
import type { KeyOptions } from '../../operations/database/open-store.js';
import type { WaitOptions } from '../../operations/database/when-free.js';
import type { ImportSettings } from '../../operations/imports/settings.js';
import type { CsvOptions } from './csv.js';
import { databaseOption } from './database.js';
import { keyOption } from './key.js';
import { oddIdsOption } from './odd-ids.js';
import { collectionName, jsonObject, numberIn } from './parsers.js';
import { type ReferenceOptions, referenceOption } from './reference.js';
import { type TagOptions, tagOption } from './tag.js';
import { thumbnailOption } from './thumbnail.js';
import { addWaitOption } from './wait.js';
import { workersOption } from './workers.js';

/** Options that both imports share. */
export interface SharedOptions
  extends ImportSettings,
    KeyOptions,
    WaitOptions,
    ReferenceOptions,
    TagOptions {
  readonly db: string;
  readonly errors?: string;
  readonly replaceReport?: boolean;
  readonly dryRun?: boolean;
  readonly workers?: number;
  readonly maxMemory?: number;
  readonly verbose?: boolean;
  readonly json?: boolean;
  readonly allowEmpty?: boolean;
}

export interface ImportFacesOptions extends SharedOptions {
  readonly createMissing?: boolean;
  readonly recursive?: boolean;
  readonly idPattern?: RegExp;
}

export interface ImportCsvOptions extends SharedOptions, CsvOptions {
  readonly startRow?: number;
  readonly ifUserExists: Choice<'ifUserExists'>;
  readonly missingUsers: Choice<'missingUsers'>;
  readonly asList?: boolean;
}

/** Options that say what a photo must be. */
export function addPhotoOptions(command: Command): Command {
  return command
    .option('--models <pack>', 'the model pack: see "faceenroll models list"', DEFAULT_PACK)
    .addOption(
      new Option(
        '--multiple-faces <policy>',
        'several faces in a photo: refuse it, take one that clearly dominates, or the largest',
      )
        .choices(CHOICES.multipleFaces)
        .default('dominant'),
    )
    .addOption(
      new Option('--quality <level>', 'how much a photo may be off: turned, blurred, badly lit ...')
        .choices(CHOICES.quality)
        .default('standard'),
    )
    .option(
      '--min-quality <0..1>',
      "the least quality, in place of the level's own",
      numberIn(RANGES.minQuality),
    )
    .addOption(
      new Option(
        '--check-liveness <when>',
        'refuse photos of prints and screens: when the model is installed, always, or never',
      )
        .choices(CHOICES.checkLiveness)
        .default('auto'),
    )
    .option(
      '--min-liveness <0..1>',
      'the least liveness',
      numberIn(RANGES.minLiveness),
      MIN_LIVENESS,
    )
    .option('--timeout <seconds>', 'time that one photo may take', numberIn(RANGES.timeout), 60);
}

/** Adds the options that say how a batch meets who is enrolled. */
export function addRuleOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--if-face-exists <policy>',
        'a face the user has already: keep it, replace it, or add the photo',
      )
        .choices(CHOICES.ifFaceExists)
        .default('preserve'),
    )
    .option('--ignore-case', 'user IDs that differ only in case are one user')
    .addOption(
      new Option(
        '--duplicates <policy>',
        'a face that another user has: refuse it, enroll it and say so, or do not look',
      )
        .choices(CHOICES.duplicates)
        .default('refuse'),
    )
    .option(
      '--duplicate-fpir <rate>',
      'the share of photos that may be taken for a duplicate wrongly',
      numberIn(RANGES.duplicateFpir),
      DEFAULT_FPIR,
    )
    .option('--allow-identity-change', "a user's face may be that of another person than before")
    .option('--require-consent', 'refuse anyone who has not agreed: no consent_at that has come');
}

/** Adds the option of imports whose input may be empty. */
export function addAllowEmpty(command: Command): Command {
  return command.option('--allow-empty', 'an input with nothing in it is no mistake: exit code 0');
}

/** Adds the options that both imports share. */
export function addSharedOptions(command: Command): Command {
  return addRuleOptions(addWaitOption(addPhotoOptions(command)))
    .option(
      '--metadata <json>',
      'a JSON object to keep with each template, unless the row has its own',
      jsonObject,
    )
    .addOption(oddIdsOption())
    .addOption(tagOption('give each user who does not fail this tag'))
    .option('--profile-image', "an enrolled photo also becomes the user's profile image")
    .addOption(thumbnailOption())
    .addOption(databaseOption())
    .option(
      '--collection <name>',
      'the collection of users in the database',
      collectionName,
      'default',
    )
    .addOption(keyOption())
    .option(
      '--errors <file>',
      'where the error report goes (default: <input>.errors.csv in the working folder)',
    )
    .option(
      '--replace-report',
      'replace the error report that is there; remove it when nothing fails',
    )
    .addOption(referenceOption())
    .option('--dry-run', 'say what would happen and change nothing')
    .addOption(workersOption())
    .option(
      '--max-memory <MB>',
      'memory of the worker process; above it, it is started again (default: no limit)',
      numberIn(RANGES.maxMemory),
    )
    .option('--json', 'print one JSON object a line: each outcome, then a summary')
    .option(
      '--quiet',
      'print nothing but errors, and the first time a warning that the rates do not hold here',
    )
    .option('--verbose', 'tell each outcome on stderr');
}
