import { count } from '../domain/text.js';

/** The content of a database, without kinds of pictures that it does not have. */
export function contentsText(contents: {
  readonly users: number;
  readonly templates: number;
  readonly thumbnails: number;
  readonly profileImages: number;
  readonly waitingPhotos: number;
}): string {
  const { users, templates, thumbnails, profileImages, waitingPhotos } = contents;
  return [
    ...[count(users, 'user'), count(templates, 'template')],
    ...(thumbnails > 0 ? [count(thumbnails, 'thumbnail')] : []),
    ...(profileImages > 0 ? [count(profileImages, 'profile image')] : []),
    ...(waitingPhotos > 0 ? [count(waitingPhotos, 'waiting photo')] : []),
  ].join(', ');
}
