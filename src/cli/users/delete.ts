import { namedUsers } from '../../operations/users/named-users.js';
import { type DeletionOptions, runDeletion } from '../deletion/run-deletion.js';
import type { Io } from '../io.js';

/** Options of `users delete`, as commander hands them over. */
export interface UsersDeleteOptions extends DeletionOptions {
  readonly receipt?: string;
}

/** `faceenroll users delete`; returns the exit code. */
export function deleteUsers(
  userIds: readonly string[],
  options: UsersDeleteOptions,
  io: Io,
): Promise<number> {
  const order = {
    command: 'users delete',
    receipt: options.receipt ?? null,
    plan: (part: Parameters<typeof namedUsers>[0]) => namedUsers(part, userIds),
  };
  return runDeletion(options, order, new Date(), io);
}
