import { z } from 'zod';
import type { Strength, StrengthRow } from '../../domain/strength.js';
import type { ModelStatus } from '../../models/verify.js';
import type { Diagnosis } from '../../render/doctor.js';
import { count, line, membersOf, number, path, sha256, share, text } from './members.js';
import { basis, fmrTable } from './similarities.js';

const strength = z.strictObject(
  membersOf<Strength>()({
    measuredOn: text,
    table: z.array(
      z.strictObject({
        ...membersOf<Omit<StrengthRow, 'basis'>>()({
          fmr: share,
          tmr: share.describe('of the pairs of photos of one person'),
        }),
        basis: basis.exactOptional(),
      }),
    ),
  }),
);

const modelMembers = membersOf<ModelStatus>()({
  id: text,
  path,
  status: z.literal(['ok', 'missing', 'altered']),
});

export const pack = line('pack', {
  name: text,
  description: text,
  license: text,
  encoder: text.nullable().describe('null of the liveness model, which is no pack'),
  dimensions: count.nullable(),
  thresholds: fmrTable.nullable(),
  strength: strength.nullable().describe('null where nobody has measured it'),
  source: text.nullable().describe('where it was published'),
  models: z.array(z.strictObject(modelMembers)),
});

export const model = line('model', modelMembers);

export const modelsSummary = line('summary', {
  pack: text,
  ok: count,
  missing: count,
  altered: count,
  exitCode: z.literal([0, 1]),
});

export const builtModel = line('built', {
  id: text,
  bytes: count,
  sha256,
  worstDifference: number.describe('from the golden figures'),
});

export const buildSummary = line('summary', { built: count, exitCode: z.literal(0) });

export const installed = line('installed', {
  name: text,
  license: text,
  encoder: text.nullable().describe('null of the liveness model'),
  files: z.array(path),
});

export const diagnosis = line(
  'check',
  membersOf<Omit<Diagnosis, 'advice'> & { readonly advice: string | null }>()({
    check: text,
    status: z.literal(['ok', 'warning', 'failed']),
    message: text,
    advice: text.nullable(),
  }),
);

export const doctorSummary = line('summary', {
  ok: count,
  warnings: count,
  failed: count,
  exitCode: z.literal([0, 1]),
});

export const setting = line('setting', {
  setting: text,
  value: z.unknown().describe('null where nothing is set'),
  source: z.literal(['environment', 'file', 'default']),
  from: text.nullable().describe('the variable or the file'),
  commands: z.array(text),
});

export const listening = line('listening', {
  address: text.describe('https://127.0.0.1:8380, or unix: and a socket file'),
  metricsAddress: text.nullable().describe('of --metrics-listen'),
  pagesAddress: text.nullable().describe('where links open; null without --notice'),
  pid: count,
});
