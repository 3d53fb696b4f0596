import { type LargestGallery, largestGallery } from '../../domain/largest-gallery.js';
import { ratedPacks } from '../../models/rated-packs.js';
import type { Diagnosis } from '../../render/doctor.js';
import { strengthDiagnosis } from '../../render/strength-diagnosis.js';
import { reasonOf } from './reason.js';

/**
 * How strong a pack is for the database's largest gallery, and whether there is a better one.
 *
 * @param opens whether SQLite can be loaded at all
 */
export async function checkStrength(pack: string, db: string, opens: boolean): Promise<Diagnosis> {
  try {
    const packs = ratedPacks();
    const gallery = opens ? await galleryOf(db) : undefined;
    return strengthDiagnosis({ packs, inUse: pack, gallery });
  } catch (error) {
    const message = `not told: ${reasonOf(error)}`;
    return { check: 'strength', status: 'warning', message, advice: 'mend what failed above' };
  }
}

/** Undefined also where the database cannot be read: that is told of the database itself. */
async function galleryOf(db: string): Promise<LargestGallery | undefined> {
  const { lookAt } = await import('../../store/look.js');
  try {
    return largestGallery(lookAt(db)?.templates ?? []);
  } catch {
    return undefined;
  }
}
