/** What an API key may be allowed to do; also printed by the help. */
export const SCOPES = {
  read: 'list and show users, faces, runs, collections and status',
  search: 'identify, verify, inspect photos, list duplicates',
  enroll: 'enroll faces, import CSVs, let a sure match add its photo',
  write: 'change users, metadata, tags and collections',
  delete: 'delete faces, users and collections',
  export: 'export users as CSV',
  audit: 'read the audit',
  templates: 'have embeddings sent',
} as const;

export type Scope = keyof typeof SCOPES;
