import type { PhotoReport } from '../domain/inspection.js';
import type { Lack, PhotoFacts, PhotoProfile } from '../domain/photo-profile.js';
import { lacksOf } from '../domain/profile-fit.js';
import type { MeasureName } from '../domain/quality.js';
import type { Point } from './image.js';
import type { Face } from './locate.js';
import { OUTLINE } from './measures/view.js';
import { distance, mean } from './transform.js';

/** A face, and how many pixels of the photo one of its picture is. */
export interface FaceSight {
  readonly face: Face;
  readonly scale: number;
}

/** Bytes of a pixel in an uncompressed picture of 24 bits. */
const BYTES_OF_PIXEL = 3;

/** What a photo lacks for a profile, as far as it was seen. */
export function lacksFor(
  profile: PhotoProfile,
  seen: PhotoReport,
  bytes: number,
  sight?: FaceSight,
): readonly Lack[] {
  return lacksOf(profile, photoFacts(seen, bytes, sight));
}

/** What profiles measure of a photo: of its file, its size and, where one was chosen, its face. */
export function photoFacts(
  { width, height, format, faces, quality }: PhotoReport,
  bytes: number,
  sight?: FaceSight,
): PhotoFacts {
  const file = { bytes, compression: (width * height * BYTES_OF_PIXEL) / bytes };
  const photo = { width, height, aspect: width / height, faces: faces.length };
  if (!sight) return { format, measured: { ...file, ...photo } };
  const poseOf = (name: MeasureName): number | undefined =>
    quality?.measures.find((one) => one.name === name)?.value;
  const [yaw, pitch] = [poseOf('headPoseYaw'), poseOf('headPosePitch')];
  const pose = { ...(yaw !== undefined && { yaw }), ...(pitch !== undefined && { pitch }) };
  return {
    format,
    measured: { ...file, ...photo, ...faceFacts(sight, { width, height }), ...pose },
  };
}

function faceFacts(
  { face, scale }: FaceSight,
  photo: { readonly width: number; readonly height: number },
) {
  const { box } = face.detection;
  const [faceWidth, faceHeight] = [box.width * scale, box.height * scale];
  const [left, right] = face.landmarks.five;
  const eyes = mean([left, right]);
  return {
    faceWidth,
    faceHeight,
    faceArea: (faceWidth * faceHeight) / (photo.width * photo.height),
    eyeDistance: distance(left, right) * scale,
    headHeight: (headHeight(face, eyes) * scale) / photo.height,
    eyesFromBottom: 1 - (eyes.y * scale) / photo.height,
    roll: (Math.atan2(right.y - left.y, right.x - left.x) * 180) / Math.PI,
  };
}

/**
 * From chin to crown. No model sees the crown, so it is estimated: the eyes lie halfway up a head
 * without hair.
 */
function headHeight({ landmarks }: Face, eyes: Point): number {
  return 2 * distance(eyes, landmarks.mesh[OUTLINE.bottom] as Point);
}
