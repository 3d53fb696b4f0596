import type { PhotoProfile } from '../../domain/photo-profile.js';
import { readProfiles } from '../../models/profiles.js';

/** What devices and services take for photos. */
export function listProfiles(): readonly PhotoProfile[] {
  return readProfiles();
}
