import { FatalError, UsageError } from '../../domain/fatal-error.js';
import type { PhotoPolicy } from '../../domain/sample.js';
import type { ImportOptions } from '../../enroll/options.js';
import { readProfile } from '../../models/profiles.js';
import type { ImportSettings, ProfileSettings } from '../options/import.js';
import type { PhotoSettings } from '../options/photo.js';

type UserRules = Pick<ImportOptions, 'ifUserExists' | 'missingUsers'>;

/** The rules of an input that says no more of users than their IDs. */
export function knownById(createMissing: boolean | undefined): UserRules {
  return { ifUserExists: 'preserve', missingUsers: createMissing ? 'create' : 'refuse' };
}

/** What the settings say of users and faces; `users` is what the imports differ in. */
export function importOptions(
  settings: ImportSettings,
  users: UserRules,
  canCheckLiveness: boolean,
): ImportOptions {
  return {
    ...users,
    collection: settings.collection,
    ifFaceExists: settings.ifFaceExists,
    ignoreCase: Boolean(settings.ignoreCase),
    profileImage: Boolean(settings.profileImage),
    storeThumbnails: settings.storeThumbnails,
    duplicates: settings.duplicates,
    duplicateFpir: settings.duplicateFpir,
    allowIdentityChange: Boolean(settings.allowIdentityChange),
    requireConsent: Boolean(settings.requireConsent),
    policy: photoPolicy(settings, canCheckLiveness),
    ...(settings.metadata && { metadata: settings.metadata }),
    ...(settings.tag && { tag: settings.tag }),
  };
}

/** What the settings say of photos, as extraction wants it; `canCheckLiveness` tells whether the model is installed. */
export function photoPolicy(
  settings: PhotoSettings & Partial<ProfileSettings>,
  canCheckLiveness: boolean,
): PhotoPolicy {
  const { multipleFaces, quality: level, minQuality: least, checkLiveness, timeout } = settings;
  if (checkLiveness === 'on' && !canCheckLiveness) {
    throw new FatalError(
      '--check-liveness on needs the liveness model, which is not installed: run "faceenroll models install liveness"',
      { refusal: { code: 'LIVENESS_NOT_INSTALLED' } },
    );
  }
  const quality = least === undefined ? { level } : { level, least };
  const { profile, profilePolicy } = settings;
  if (profilePolicy === 'refuse' && profile === undefined) {
    throw new UsageError('--profile-policy refuse needs --profile, whose limits are meant');
  }
  const policy = {
    ...{ multipleFaces, quality, timeoutMs: timeout * 1000 },
    ...(profile && {
      profile: { of: readProfile(profile), refuses: profilePolicy === 'refuse' },
    }),
  };
  const checks = checkLiveness !== 'off' && canCheckLiveness;
  return checks ? { ...policy, minLiveness: settings.minLiveness } : policy;
}
