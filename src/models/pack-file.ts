import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { StrengthRow } from '../domain/strength.js';
import { systemProblem } from '../domain/system-problem.js';
import { excerpt, pathText } from '../domain/text.js';
import type { Threshold } from '../domain/thresholds.js';
import { DETECTOR_FAMILIES, type PackSpec } from './manifest.js';
import { ModelPackError } from './model-pack-error.js';

/** Restricted because it becomes part of a path. */
const name = z.string().regex(/^[A-Za-z0-9][\w.-]*$/, 'must be of letters, digits, . _ and -');
const onnxFile = name.endsWith('.onnx');
const point = z.tuple([z.number(), z.number()]);

/** An operator's description of a pack; defaults are ArcFace's. */
const packFile = z.strictObject({
  name,
  license: z.string().min(1),
  description: z.string().optional(),
  notice: z.string().optional(),
  detector: z
    .strictObject({ id: name.optional(), family: z.enum(DETECTOR_FAMILIES), file: onnxFile })
    .optional(),
  encoder: z
    .strictObject({
      id: name.optional(),
      file: onnxFile,
      input: z
        .strictObject({
          side: z.int().min(32).max(1024).default(112),
          order: z.enum(['rgb', 'bgr']).default('rgb'),
          mean: z.number().default(127.5),
          std: z.number().positive().default(127.5),
        })
        .prefault({}),
      alignment: z.union([z.string(), z.array(point).length(5)]).default('arcface'),
      mirror: z.boolean().default(true),
      output: z.string().optional(),
      dimensions: z.int().min(16).max(4096),
      thresholds: z
        .strictObject({
          measuredOn: z.string().min(1),
          table: z
            .array(
              z.strictObject({
                fmr: z.number().gt(0).lt(1),
                similarity: z.number().min(-1).max(1),
              }),
            )
            .min(2)
            .refine(
              (rows) =>
                rows.every((row, i) => i === 0 || isStricter(row, rows[i - 1] as Threshold)),
              'from row to row fmr must fall and similarity must rise',
            ),
        })
        .optional(),
      strength: z
        .strictObject({
          measuredOn: z.string().min(1),
          table: z
            .array(z.strictObject({ fmr: z.number().gt(0).lt(1), tmr: z.number().min(0).max(1) }))
            .min(2)
            .refine(
              (rows) => rows.every((row, i) => i === 0 || isRarer(row, rows[i - 1] as StrengthRow)),
              'from row to row fmr must fall, and tmr must not rise',
            ),
        })
        .optional(),
    })
    .refine(({ strength, thresholds }) => !strength || thresholds, {
      path: ['strength'],
      message: 'is told at similarities that the field thresholds must name',
    }),
});

/** Rates between two rows are interpolated, so rows must be in order. */
function isStricter(row: Threshold, before: Threshold): boolean {
  return row.fmr < before.fmr && row.similarity > before.similarity;
}

/** Unlike similarities, the tmr may repeat: it does where all pairs of one person are found. */
function isRarer(row: StrengthRow, before: StrengthRow): boolean {
  return row.fmr < before.fmr && row.tmr <= before.tmr;
}

/**
 * Reads the description of an operator's own pack (help topic "models").
 *
 * @throws {ModelPackError} naming the field, when the file cannot be read or is invalid.
 */
export function readPackFile(path: string): { readonly name: string; readonly spec: PackSpec } {
  const parsed = packFile.safeParse(readJson(path));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'the whole'}: ${issue.message}`,
    );
    throw new ModelPackError(
      `${pathText(path)} does not describe a model pack: ${excerpt(problems.join('; '), 1000)}`,
    );
  }
  const { name, detector, encoder, license, description = name, notice } = parsed.data;
  const { output, thresholds, strength, ...rest } = encoder;
  return {
    name,
    spec: {
      description,
      license,
      ...(notice !== undefined && { notice }),
      ...(detector && { detector: { ...detector, id: detector.id ?? idOf(detector.file) } }),
      encoder: {
        ...rest,
        ...(output !== undefined && { output }),
        ...(thresholds && { thresholds }),
        ...(strength && { strength }),
        id: encoder.id ?? idOf(encoder.file),
        input: { layout: 'planes', ...encoder.input },
      },
    },
  };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ModelPackError(`${pathText(path)} cannot be read as JSON: ${systemProblem(error)}`);
  }
}

function idOf(file: string): string {
  return file.replace(/\.onnx$/, '');
}
