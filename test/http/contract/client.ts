// A program of a customer's, made from /openapi.json: openapi-typescript has written `paths`.
import { readFileSync } from 'node:fs';
import createClient from 'openapi-fetch';
import type { paths } from './paths.js';

const [address = '', key = '', photo = ''] = process.argv.slice(2);

const client = createClient<paths>({ baseUrl: address, headers: { 'X-API-Key': key } });

const collection = { collection: 'staff' };

function form(): FormData {
  const data = new FormData();
  data.append('image', new Blob([readFileSync(photo)]), 'photo.jpg');
  data.append('external_id', '1001');
  data.append('metadata', JSON.stringify({ badge: 'A7' }));
  return data;
}

const enrolled = await client.POST('/api/v1/collections/{collection}/faces', {
  params: { path: collection },
  // Of a form, openapi-typescript knows the fields; a serializer makes the form of them.
  body: { image: '', external_id: '1001' },
  bodySerializer: form,
});
if (!enrolled.data) throw new Error(JSON.stringify(enrolled.error));
const { face_id } = enrolled.data.data;

const path = { ...collection, face_id };
const listed = await client.GET('/api/v1/collections/{collection}/faces', {
  params: { path: collection, query: { page: 1, page_size: 50 } },
});
const updated = await client.PUT('/api/v1/collections/{collection}/faces/{face_id}', {
  params: { path },
  body: { metadata: { badge: 'B8' } },
});
const deleted = await client.DELETE('/api/v1/collections/{collection}/faces/{face_id}', {
  params: { path },
});
const gone = await client.GET('/api/v1/collections/{collection}/faces/{face_id}', {
  params: { path },
});

process.stdout.write(
  JSON.stringify({
    enrolled: enrolled.response.status,
    listed: listed.data?.data.map((face) => face.face_id === face_id),
    updated: updated.data?.data.metadata,
    deleted: deleted.response.status,
    gone: gone.response.status,
  }),
);
