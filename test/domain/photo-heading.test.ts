import { expect, it } from 'vitest';
import { looksLikePhotos } from '../../src/domain/photo-heading.js';

it.each([
  ...['photo', 'Photo', 'PHOTOS', 'image', 'Image 1', 'picture', 'Pic', 'portrait', 'face'],
  ...['face_image_1', 'faceImage', 'faceimage', 'photo_file', 'PhotoFileName', 'photo-path'],
  ...['Profile picture', 'Employee Photo', 'passport photo', 'avatar URL', 'photo2', 'image(2)'],
  ...[
    'Foto',
    'Bild',
    'Bilddatei',
    'Lichtbild',
    'Passfoto',
    'Porträt',
    'Portra\u0308t',
    'Photo du visage',
  ],
  ...['fotografía', 'imagen', 'Immagine', 'retrato', 'Zdjęcie', 'Фото', '照片', '写真', '사진'],
])('%s is a heading of photos', (heading) => {
  expect(looksLikePhotos(heading)).toBe(true);
});

it.each([
  ...[
    '',
    ' ',
    '1',
    'name',
    'file',
    'file name',
    'phone',
    'photo consent',
    'photo_date',
    'photo ID',
  ],
  ...['image rights', 'has photo', 'Bildung', 'surface', 'interface', 'photographer', 'facebook'],
  ...['imagination', 'picnic', 'Fotoerlaubnis', 'Bildrechte', 'face value', 'typeface', 'profile'],
])('%s is none', (heading) => {
  expect(looksLikePhotos(heading)).toBe(false);
});
