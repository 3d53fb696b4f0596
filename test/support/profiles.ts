import type { Limit, Limited, PhotoProfile, ProfileName } from '../../src/domain/photo-profile.js';

/** A limit that nobody published. */
export function limit(of: Limited, least: number | undefined, most?: number): Limit {
  return {
    ...{ of, source: 'a test', date: '2026-01-01' },
    ...(least !== undefined && { least }),
    ...(most !== undefined && { most }),
  };
}

/** A profile that no device has. */
export function profileOf(
  limits: readonly Limit[],
  more: Partial<PhotoProfile> = {},
): PhotoProfile {
  return { name: 'made-up' as ProfileName, title: 'a device of a test', limits, ...more };
}
