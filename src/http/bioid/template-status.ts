import type { FaceRecord } from '../../domain/gallery.js';
import type { UserTemplate } from '../../operations/users/template.js';
import { encoderVersion } from './encoder-version.js';
import { jsonNumber } from './json-number.js';
import type { TemplateStatusBody } from './schemas.js';

/** What there is of a template, as the interface tells it; `template` is undefined for nobody. */
export function templateStatusBody(
  classId: string,
  template: UserTemplate | undefined,
): TemplateStatusBody {
  const { status, faces = [], thumbnails } = template ?? {};
  const last = faces.reduce(later, undefined);
  return {
    classId: jsonNumber(classId),
    available: faces.length > 0,
    enrolled: last?.createdAt ?? null,
    tags: [...(status?.tags ?? [])],
    encoderVersion: last ? encoderVersion(last.encoder) : 0,
    featureVectors: faces.length,
    thumbnailsStored: faces.filter(({ thumbnail }) => thumbnail).length,
    thumbnails: faces.flatMap(({ faceId, createdAt }) => {
      const jpeg = thumbnails?.get(faceId);
      return jpeg ? [{ enrolled: createdAt, image: Buffer.from(jpeg).toString('base64') }] : [];
    }),
  };
}

/** Instants in UTC sort as texts. */
function later(one: FaceRecord | undefined, other: FaceRecord): FaceRecord {
  return one && one.createdAt > other.createdAt ? one : other;
}
