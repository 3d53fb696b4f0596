import { readFileSync } from 'node:fs';
import { z } from 'zod';
import {
  LIMITED,
  type PhotoProfile,
  PROFILE_NAMES,
  type ProfileName,
} from '../domain/photo-profile.js';
import { messageOf, pathText } from '../domain/text.js';
import { MODELS_FOLDER } from './manifest.js';
import { ModelPackError } from './model-pack-error.js';

/** Where the profiles of devices and services lie. */
export const PROFILES_FILE = `${MODELS_FOLDER}profiles.json`;

const published = { source: z.string().min(1), date: z.iso.date() };

const limit = z
  .strictObject({
    of: z.enum(LIMITED),
    least: z.number().optional(),
    most: z.number().optional(),
    upTo: z.strictObject({ width: z.int().positive(), height: z.int().positive() }).optional(),
    isAdvice: z.literal(true).optional(),
    ...published,
  })
  .refine(({ least, most }) => least !== undefined || most !== undefined, 'limits nothing')
  .refine(({ least = -Infinity, most = Infinity }) => least <= most, 'no value is within');

const profile = z.strictObject({
  name: z.enum(PROFILE_NAMES),
  title: z.string().min(1),
  formats: z.strictObject({ of: z.array(z.enum(['jpeg', 'png'])).min(1), ...published }).optional(),
  limits: z.array(limit),
  fileName: z.strictObject({ pattern: z.string().includes('{userId}'), ...published }).optional(),
  notes: z.array(z.strictObject({ text: z.string().min(1), ...published })).optional(),
});

const profiles = z
  .array(profile)
  .refine(
    (all) => all.map(({ name }) => name).join() === PROFILE_NAMES.join(),
    `does not have the profiles ${PROFILE_NAMES.join(', ')}`,
  );

/**
 * What devices and services take for photos, in the order of the file.
 *
 * @throws {ModelPackError} when the file is missing or damaged.
 */
export function readProfiles(path = PROFILES_FILE): readonly PhotoProfile[] {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw damaged(path, messageOf(error));
  }
  const read = profiles.safeParse(value);
  if (read.success) return read.data as readonly PhotoProfile[];
  const [issue] = read.error.issues;
  throw damaged(path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

function damaged(path: string, problem: string): ModelPackError {
  return new ModelPackError(
    `the photo profiles in ${pathText(path)} cannot be read (${problem}): install faceenroll again`,
  );
}

/** @throws {ModelPackError} when the file is missing or damaged. */
export function readProfile(name: ProfileName): PhotoProfile {
  return readProfiles().find((one) => one.name === name) as PhotoProfile;
}
