import type { FaceRecord } from '../../domain/gallery.js';
import type { ChangedFace } from '../../operations/faces/update.js';
import { faceEvent, faceText } from '../../render/gallery.js';
import type { Show } from '../command-of.js';
import { print } from '../print.js';

/** Prints all there is of a face. */
export const printFace: Show<FaceRecord> = (face, { json }, io) =>
  print(io, json, { json: () => [faceEvent(face)], text: () => faceText(face) });

/** Prints what became of a face. */
export const printChange: Show<ChangedFace> = ({ face, action }, { json }, io) => {
  const text = action === 'UNCHANGED' ? 'has that metadata already.' : 'is changed.';
  return print(io, json, {
    json: () => [{ ...faceEvent(face), action }],
    text: () => [`Face ${face.faceId} ${text}`],
  });
};
