/** What a report on groups that was written holds, and how to treat it. */
export function writtenText(file: string, expires: string | null): string {
  const held = `${file} holds the report: figures of groups, and no user IDs, names or faces.`;
  return expires === null ? held : `${held} It says that it is to be deleted after ${expires}.`;
}
