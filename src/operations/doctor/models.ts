import { count, printable } from '../../domain/text.js';
import { findPack, modelsOf, packSpec } from '../../models/packs.js';
import type { Diagnosis } from '../../render/doctor.js';
import { reasonOf } from './reason.js';

/** Compares the files of a pack, and of the liveness model where it is installed, with their SHA-256. */
export function checkModels(pack: string): Diagnosis {
  const check = 'models';
  try {
    const { models } = findPack(pack);
    const files = modelsOf(packSpec(pack)).length + (models.liveness ? 1 : 0);
    const liveness = models.liveness
      ? 'with liveness'
      : 'without liveness (optional: "faceenroll models install liveness")';
    const message = `${printable(pack)}: ${count(files, 'file')} intact, ${liveness}`;
    return { check, status: 'ok', message };
  } catch (error) {
    const advice = '"faceenroll models list" tells the packs and how to install each';
    return { check, status: 'failed', message: reasonOf(error), advice };
  }
}
