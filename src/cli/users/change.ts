import type { UserData } from '../../domain/entry.js';
import { UsageError } from '../../domain/fatal-error.js';
import { jsonLine, quoted } from '../../domain/text.js';
import {
  changeUser,
  checkChange,
  checkNewUser,
  createUser,
} from '../../operations/users/change-user.js';
import { recordOf } from '../../operations/users/existing.js';
import { userEvent } from '../../render/gallery.js';
import type { GalleryStore } from '../../store/store.js';
import type { Io } from '../io.js';
import { withGallery } from '../open-gallery.js';
import type { UserOptions } from '../options/user.js';

type Action = 'USER_CREATED' | 'USER_UPDATED' | 'UNCHANGED';

/** `faceenroll users add`. */
export function addUser(
  userId: string,
  data: UserData,
  options: UserOptions,
  io: Io,
): Promise<void> {
  checkNewUser(userId, data, options.allowOddIds);
  return withGallery(io, options, 'write', ({ gallery, changes }) => {
    createUser(changes, userId, data, options.tag);
    tell('USER_CREATED', userId, gallery, options, io);
  });
}

/** `faceenroll users update`. */
export function updateUser(
  userId: string,
  data: UserData,
  options: UserOptions,
  io: Io,
): Promise<void> {
  const { tag = [], untag = [] } = options;
  const both = tag.find((one) => untag.includes(one));
  if (both !== undefined) {
    throw new UsageError(`--tag and --untag both name the tag ${quoted(both)}`);
  }
  checkChange(data, tag.length + untag.length);
  return withGallery(io, options, 'write', ({ gallery, changes }) => {
    const { stored, differs } = changeUser(changes, userId, data, { tag, untag });
    tell(differs ? 'USER_UPDATED' : 'UNCHANGED', stored, gallery, options, io);
  });
}

const TEXTS: Readonly<Record<Action, string>> = {
  USER_CREATED: 'is added.',
  USER_UPDATED: 'is changed.',
  UNCHANGED: 'is like that already.',
};

function tell(
  action: Action,
  userId: string,
  { users }: GalleryStore,
  { collection, json }: UserOptions,
  io: Io,
): void {
  const event = { ...userEvent(collection, recordOf(users, userId)), action };
  const line = json ? jsonLine(event) : `User ${quoted(userId)} ${TEXTS[action]}`;
  io.stdout.write(`${line}\n`);
}
