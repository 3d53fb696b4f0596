import { extname } from 'node:path';
import { UsageError } from '../domain/fatal-error.js';
import { invalidInput } from '../domain/refusals.js';
import { quoted } from '../domain/text.js';
import {
  CALIBRATE_OPTIONS,
  type CalibrateSettings,
  IDENTIFY_OPTIONS,
  type IdentifySettings,
  INSPECT_OPTIONS,
  VERIFY_OPTIONS,
} from './compare/options.js';
import { operation } from './operation.js';

export const inspect = operation({
  name: 'inspect',
  summary: 'Show what the pipeline sees in photos, without enrolling them.',
  arguments: { photo: { text: 'photos to look at', kind: 'photo', many: true } },
  options: INSPECT_OPTIONS,
  opens: 'nothing',
  access: 'read',
  load: async () => (await import('./compare/inspect.js')).inspectPhotos,
});

export const identify = operation({
  name: 'identify',
  summary: 'Tell who is in photos: the enrolled users whose faces are most similar.',
  arguments: { photo: { text: 'photos to identify', kind: 'photo', many: true } },
  options: IDENTIFY_OPTIONS,
  opens: 'named collection',
  access: 'write',
  key: 'needed',
  besideRuns: true,
  needs: ({ autoEnroll }) => ({ access: autoEnroll ? 'write' : 'read', key: 'needed' }),
  check: refuseUnsure,
  look: async (host, input) => (await import('./compare/identify.js')).lookAtPhotos(host, input),
  load: async () => (await import('./compare/identify.js')).identifyPhotos,
});

/** What is kept with audit rows. */
interface Keeping {
  readonly reference?: string | undefined;
}

/** @throws {UsageError} when options of --auto-enroll are named without it, or contradict others. */
function refuseUnsure(
  { fpir, autoEnroll, autoEnrollFpir }: IdentifySettings,
  { reference }: Keeping,
): void {
  if (!autoEnroll) {
    if (reference !== undefined) {
      throw new UsageError(
        '--reference is nothing without --auto-enroll: nothing is written',
        invalidInput('reference', 'is nothing where no match is to be enrolled'),
      );
    }
    if (autoEnrollFpir === undefined) return;
    throw new UsageError(
      '--auto-enroll-fpir is nothing without --auto-enroll',
      invalidInput('autoEnrollFpir', 'is nothing where no match is to be enrolled'),
    );
  }
  if (autoEnrollFpir === undefined || autoEnrollFpir <= fpir) return;
  throw new UsageError(
    `--auto-enroll-fpir ${autoEnrollFpir} is above --fpir ${fpir}: it must be stricter`,
    invalidInput('autoEnrollFpir', `is above ${fpir}, the rate of the search: it must be stricter`),
  );
}

export const verify = operation({
  name: 'verify',
  summary: 'Tell whether photos show a certain user.',
  arguments: {
    userId: { text: 'the user it should be', kind: 'text' },
    photo: { text: 'photos to compare', kind: 'photo', many: true },
  },
  options: VERIFY_OPTIONS,
  opens: 'named collection',
  access: 'read',
  key: 'needed',
  load: async () => (await import('./compare/verify.js')).verifyPhotos,
});

export const calibrate = operation({
  name: 'calibrate',
  summary: 'Measure which similarities mean what among the people of a collection.',
  arguments: {},
  options: CALIBRATE_OPTIONS,
  opens: 'named collection',
  access: 'write',
  key: 'needed',
  // Without `store` nothing is written, so an import may be running; to forget opens no template.
  needs: ({ store, forget }) =>
    forget ? { access: 'write' } : { access: store ? 'write' : 'read', key: 'needed' },
  check: refuseIdle,
  load: async () => (await import('./compare/calibrate.js')).calibrateCollection,
});

/** @throws {UsageError} when an option comes to nothing, or the plot is no picture that can be drawn. */
function refuseIdle(
  { plot, store, force, forget }: CalibrateSettings,
  { reference }: Keeping,
): void {
  if (reference !== undefined && !store && !forget) {
    throw new UsageError(
      '--reference is nothing without --store or --forget: there is no audit row to keep it',
    );
  }
  if (force && !store) throw new UsageError('--force is nothing without --store');
  if (plot !== undefined && extname(plot).toLowerCase() !== '.svg') {
    throw new UsageError(`the plot is an SVG picture: write an .svg, not ${quoted(plot)}`);
  }
}
