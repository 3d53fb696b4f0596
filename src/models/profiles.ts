import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { near } from '../domain/nearest.js';
import { LIMITED, type PhotoProfile } from '../domain/photo-profile.js';
import { messageOf, pathText, quoted } from '../domain/text.js';
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
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.string().min(1),
  formats: z.strictObject({ of: z.array(z.enum(['jpeg', 'png'])).min(1), ...published }).optional(),
  limits: z.array(limit),
  fileName: z.strictObject({ pattern: z.string().includes('{userId}'), ...published }).optional(),
  notes: z.array(z.strictObject({ text: z.string().min(1), ...published })).optional(),
});

const profiles = z
  .array(profile)
  .min(1)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'a name comes twice');

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

/**
 * The profile of this name.
 *
 * @throws {ModelPackError} when there is none, naming those there are.
 */
export function profileNamed(
  name: string,
  all: readonly PhotoProfile[] = readProfiles(),
): PhotoProfile {
  const found = all.find((one) => one.name === name);
  if (found) return found;
  const names = all.map((one) => one.name);
  const meant = near(name, names);
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  throw new ModelPackError(
    `there is no photo profile ${quoted(name)}.${hint} There are: ${names.join(', ')}`,
  );
}
