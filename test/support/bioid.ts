import { SignJWT } from 'jose';
import type { FaceRecord, UserStatus } from '../../src/domain/gallery.js';
import type { PhotoReport, SeenFace } from '../../src/domain/inspection.js';
import type { Outcome } from '../../src/domain/outcome.js';
import type { Key } from '../../src/http/caller.js';
import type { PhotoResult } from '../../src/operations/serving/types.js';
import type { UserTemplate } from '../../src/operations/users/template.js';

/** Digits that a JavaScript number would round. */
export const CLASS_ID = '9223372036854775807';

export const SECRET = new Uint8Array(64).fill(7);

export const SIGNING_KEY: Key = {
  ...{ keyId: 'a1b2c3', name: 'signs', collections: ['staff'] },
  scopes: ['read', 'enroll', 'write', 'delete'],
};

/** A token as BioID's own example makes it, but for what is replaced; undefined leaves a claim out. */
export async function tokenWith(
  claims: Readonly<Record<string, unknown>> = {},
  { alg = 'HS512', secret = SECRET }: { alg?: string; secret?: Uint8Array } = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const { keyId } = SIGNING_KEY;
  const all = { iss: keyId, sub: keyId, aud: 'BWS', nbf: now, iat: now, exp: now + 300, ...claims };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  return new SignJWT(Object.fromEntries(given)).setProtectedHeader({ alg }).sign(secret);
}

/** A face with eyes at 100 (on the left) and 160. */
export const SEEN: SeenFace = {
  ...{ box: { x: 80, y: 80, width: 100, height: 120 }, score: 0.9, presence: 0.99 },
  landmarks: [100, 160, 130, 110, 150].map((x) => ({ x, y: 110 })),
};

export const REPORT: PhotoReport = {
  ...{ width: 300, height: 400, format: 'jpeg', rotated: 90, faces: [SEEN], chosen: 0 },
  liveness: 0.97,
  quality: {
    quality: 0.8,
    measures: [
      { name: 'interEyeDistance', value: 60, unit: 'px', component: 75 },
      { name: 'naturalColour', value: undefined, unit: '', component: undefined },
    ],
  },
};

export function faceOf(slot: number, more: Partial<FaceRecord> = {}): FaceRecord {
  return {
    ...{ faceId: `face-${slot}`, userId: CLASS_ID, collection: 'staff', slot },
    ...{ encoder: 'mobilefacenet-tf-192', quality: 0.8, liveness: 0.97, photoDigest: 'ab' },
    ...{ fileName: `image ${slot}`, metadata: {}, thumbnail: true },
    ...{ createdAt: `2026-01-0${slot}T03:04:05.000Z`, updatedAt: '2026-02-02T00:00:00.000Z' },
    ...more,
  };
}

export function templateWith(
  faces: readonly FaceRecord[],
  status: Partial<UserStatus> = {},
): UserTemplate {
  return {
    status: {
      ...{ userId: CLASS_ID, exists: true, available: faces.length > 0, enrolledBefore: false },
      ...{ enrolledAt: faces[0]?.createdAt ?? null, templates: faces.length, thumbnails: 0 },
      ...{ encoders: ['mobilefacenet-tf-192'], upgradeDue: false, tags: ['night shift'] },
      ...{ renamedTo: null, otherPack: null },
      ...status,
    },
    faces,
    thumbnails: new Map(),
  };
}

export const ENROLLED: Extract<Outcome, { kind: 'enrolled' }> = {
  ...{ kind: 'enrolled', action: 'NEW_TEMPLATE_CREATED', faceId: 'face-1' },
  ...{ quality: 0.8, rotated: 90, liveness: 0.97 },
};

export function photoWith(outcome: Outcome, report: PhotoReport | undefined = REPORT): PhotoResult {
  return { name: 'image 1', outcome, ...(report && { report }) };
}
