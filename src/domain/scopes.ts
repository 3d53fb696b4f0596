/** What an API key allows, by the name of its scope. */
export const SCOPES = {
  read: 'see users, faces, runs, collections and the status of templates',
  search: 'compare photos with the gallery: identify, verify, inspect and duplicates',
  enroll: 'make templates: of one photo, of a batch, of a CSV or of a confirmed match',
  write: 'change users, metadata, tags and collections',
  delete: 'delete faces, users and collections',
  export: 'read all users as a CSV',
  review: 'decide on photos that people sent: the review page',
  audit: 'read the audit',
  templates: 'receive embeddings; without it no answer holds one',
} as const;

export type Scope = keyof typeof SCOPES;

/** In the order in which they are listed. */
export const SCOPE_NAMES = Object.keys(SCOPES) as readonly Scope[];
