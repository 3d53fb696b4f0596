import type { z } from 'zod';
import { NotFoundError } from '../../domain/fatal-error.js';
import type { UserUpgrade } from '../../operations/imports/known-user.js';
import { enroll } from '../../operations/imports.js';
import { ENROLL_OPTIONS } from '../../operations/options/import.js';
import { withDefaults } from '../../operations/options/row.js';
import type { EnrollSettings, PhotoResult, SentPhoto } from '../../operations/serving/types.js';
import type { UserTemplate } from '../../operations/users/template.js';
import { usersTemplate } from '../../operations/users.js';
import type { Server } from '../server.js';
import type { Asked } from './call.js';
import { enrollmentBody } from './enrollment.js';
import { type imagesBody, photosOf } from './images.js';
import type { Enrollment } from './schemas.js';

/** How the interface enrolls: images are added, and those with several faces ignored. */
const OPTIONS: Partial<EnrollSettings> = {
  ...{ createMissing: true, ifFaceExists: 'add', multipleFaces: 'refuse' },
  // A number of eight digits may look like a date.
  allowOddIds: true,
};

/** Upgrades the template if that is due, and adds the images to it. */
export async function enrollImages(
  server: Server,
  asked: Asked<unknown, z.output<typeof imagesBody>>,
): Promise<Enrollment> {
  const { classId, mayRead } = asked;
  const sent = photosOf(asked.body);
  const before = await templateOf(server, asked);
  const upgrade = before?.status.upgradeDue ? await upgraded(server, asked) : null;
  const photos = sent.length > 0 ? await enrolled(server, asked, sent) : [];
  const isSame = upgrade === null && photos.length === 0;
  const template = isSame ? before : await templateOf(server, asked);
  return enrollmentBody(classId, { photos, upgrade, template, mayRead });
}

/** What there is of a template; undefined when there is no such user, or nobody yet. */
export async function templateOf(
  { service }: Server,
  { classId: userId, place }: Asked,
  thumbnails = false,
): Promise<UserTemplate | undefined> {
  const { models } = service.settings;
  const input = { userId, models, thumbnails };
  try {
    return await service.perform(usersTemplate, input, place, (template) => template);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

async function upgraded(
  { service }: Server,
  { classId: userId, place }: Asked,
): Promise<UserUpgrade | null> {
  const { models } = service.settings;
  const input = { ...withDefaults(ENROLL_OPTIONS, { models }), userId, photo: [] };
  return service.perform(enroll, input, place, (ended) =>
    ended.kind === 'known' ? ended.upgrade : null,
  );
}

async function enrolled(
  { service }: Server,
  { classId: userId, place }: Asked,
  photos: readonly SentPhoto[],
): Promise<readonly PhotoResult[]> {
  const { collection, caller } = place;
  const request = { collection, userId, photos, options: OPTIONS, wantsReport: true } as const;
  return (await service.enroll(request, caller)).photos;
}
