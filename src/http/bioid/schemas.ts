import { z } from 'zod';
import { int64 } from './json-number.js';

const score = z.number().min(0).max(1);

const point = z
  .object({ x: z.number(), y: z.number() })
  .describe('in pixels of the image after its EXIF orientation and then `rotated`');

const face = z.object({
  leftEye: point.describe("center of the person's left eye: on the right of the image"),
  rightEye: point.describe("center of the person's right eye: on the left of the image"),
  textureLivenessScore: score.describe('0 where it was not assessed'),
  motionLivenessScore: z.literal(0).describe('single images show no motion'),
  movementDirection: z.literal(0),
});

const qualityAssessment = z.object({
  check: z
    .string()
    .describe(
      'FaceFound, SingleFaceOnImage, FaceFeaturesAvailable; why the image was refused (FileTooLarge, LivenessCheckFailed, ...); or a measure of ISO/IEC 29794-5 (Sharpness, ...)',
    ),
  score: score.describe('1 is best; 0 or 1 where a check fails or succeeds'),
  message: z.string(),
});

const imageProperties = z.object({
  rotated: z.literal([0, 90, 180, 270]).describe('degrees clockwise that set the person upright'),
  faces: z.array(face).describe('largest first'),
  qualityScore: score,
  qualityAssessments: z.array(qualityAssessment),
  frameNumber: z.literal(0),
});

const thumbnail = z.object({
  enrolled: z.string().describe('ISO 8601, in UTC'),
  image: z.string().meta({ contentEncoding: 'base64', contentMediaType: 'image/jpeg' }),
});

/** What there is of a template. */
export const templateStatus = z
  .object({
    classId: int64,
    available: z.boolean().describe('whether there is a template'),
    enrolled: z.string().nullable().describe('when it was last added to; ISO 8601, in UTC'),
    tags: z.array(z.string()),
    encoderVersion: z
      .int32()
      .min(0)
      .describe(
        'the number of the encoder; 0 without a template. 1 dlib, 2 standard, 3 openvino, 4 combined, 5 opencv, 6 insightface, others from 1000 on for model packs of your own',
      ),
    featureVectors: z.int32().min(0).describe('enrolled images'),
    thumbnailsStored: z.int32().min(0),
    thumbnails: z.array(thumbnail).describe('empty unless asked for'),
  })
  .meta({ id: 'FaceTemplateStatus' });

/** How an enrollment ended. */
export const enrollment = z
  .object({
    status: z.literal('SUCCEEDED'),
    errors: z
      .array(z.object({ errorCode: z.string(), message: z.string() }))
      .describe(
        'NoSuitableFaceImage, NoFeatureVectors, or the code of "faceenroll help errors" as in DuplicateOfEnrolledUser',
      ),
    imageProperties: z.array(imageProperties).describe('in the order of the request'),
    performedAction: z.enum([
      'NONE',
      'NEW_TEMPLATE_CREATED',
      'TEMPLATE_UPDATED',
      'TEMPLATE_UPGRADED',
      'ENROLLMENT_FAILED',
    ]),
    enrolledImages: z.int32().min(0),
    templateStatus,
  })
  .meta({ id: 'FaceEnrollment' });

export type ImageProperties = z.output<typeof imageProperties>;
export type QualityAssessment = z.output<typeof qualityAssessment>;
export type TemplateStatusBody = z.output<typeof templateStatus>;
export type Enrollment = z.output<typeof enrollment>;
