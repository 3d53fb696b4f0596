import type { Context } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import type { STATUS_OPTIONS } from './options.js';
import type { SearchedPhoto } from './photo.js';
import { type ToldUsers, usersStatus } from './users.js';

/** The status of a photo, of users by their IDs, or of everybody. */
export async function tellStatus(
  context: Context,
  {
    userId: userIds,
    photo,
    tags,
    ...settings
  }: ValuesOf<typeof STATUS_OPTIONS> & { readonly userId: readonly string[] },
): Promise<ToldUsers | SearchedPhoto> {
  if (photo === undefined) return usersStatus(context, { userIds, tags, models: settings.models });
  // Loaded when it is needed: users are told without image and model libraries.
  const { photoStatus } = await import('./photo.js');
  return photoStatus(context, photo, settings);
}
