import { count } from '../domain/text.js';

/** What is in a database, without the pictures that there are none of. */
export function contentsText(contents: {
  readonly users: number;
  readonly templates: number;
  readonly thumbnails: number;
  readonly profileImages: number;
}): string {
  const { users, templates, thumbnails, profileImages } = contents;
  return [
    ...[count(users, 'user'), count(templates, 'template')],
    ...(thumbnails > 0 ? [count(thumbnails, 'thumbnail')] : []),
    ...(profileImages > 0 ? [count(profileImages, 'profile image')] : []),
  ].join(', ');
}
