import type { Context } from '../../operations/context.js';
import { shownUser } from '../../operations/schema/gallery.js';
import type { WholeUser } from '../../operations/users/show.js';
import { usersShow } from '../../operations/users.js';
import { faceEvent, userEvent } from '../../render/gallery.js';
import { etagOfData } from '../etag.js';
import { dataLike } from '../snake.js';

/** All there is of a user. */
const whole = dataLike(shownUser, 'WholeUser');

export const wholeUser = whole.schema;

/** A user as the interface tells all there is of them. */
export function wholeBody(
  { user, templates, ...more }: WholeUser,
  { collection }: Pick<Context, 'collection'>,
): unknown {
  return whole.of({ ...userEvent(collection, user), templates: templates.map(faceEvent), ...more });
}

/** The user as `If-Match` means it. */
export function taggedUser(userId: string) {
  return { noun: 'the user', show: usersShow, input: { userId }, etagOf };
}

/** The ETag of a user. */
export function etagOf(user: WholeUser, context: Pick<Context, 'collection'>): string {
  return etagOfData(wholeBody(user, context));
}

/** The ETag of a user within an operation that has just changed them. */
export async function etagNow(userId: string, context: Context): Promise<string> {
  const show = await usersShow.load();
  return etagOf(await show(context, { userId }), context);
}

/** Where a user is found. */
export function placeOfUser(collection: string, userId: string): string {
  return `/api/v1/collections/${encodeURIComponent(collection)}/users/${encodeURIComponent(userId)}`;
}
