import { PHOTO_OPTIONS } from '../options/photo.js';
import { file, tags } from '../options/row.js';

export const STATUS_OPTIONS = {
  photo: file('who is found by the face in this photo'),
  tags: tags('who has this tag', { flag: 'tag' }),
  ...PHOTO_OPTIONS,
};
