const USER_ID_GROUP = 'userId';

/** What an ID pattern must have, for messages. */
export const NEEDED_GROUP = "a group named userId, as in '^(?<userId>[0-9]+)_'";

/** Whether a regular expression has a group that names the user ID. */
export function hasUserIdGroup({ source, flags }: RegExp): boolean {
  // An empty alternative makes any text match, which reveals the names of the groups.
  const groups = new RegExp(`${source}|`, flags.replace(/[gy]/g, '')).exec('')?.groups ?? {};
  return USER_ID_GROUP in groups;
}
