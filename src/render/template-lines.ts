import { createHash } from 'node:crypto';
import {
  type LineSeal,
  type MovedFace,
  TEMPLATE_FORMAT,
  TEMPLATE_VERSION,
  type TemplateHeader,
} from '../domain/template-file.js';
import { jsonLine } from '../domain/text.js';

/**
 * The lines of a template file, each with its line break: the format, a line for each face, and
 * last the number of faces and the SHA-256 of everything before. With a seal every line is sealed,
 * after a first line with the key.
 */
export function* templateLines(
  header: TemplateHeader,
  faces: Iterable<MovedFace>,
  seal: LineSeal | undefined,
): Generator<string> {
  let line = 1;
  if (seal) yield `${seal.head}\n`;
  const outer = (plain: string): string => {
    line += 1;
    return seal ? `${seal.seal(Buffer.from(plain), line).toString('base64')}\n` : `${plain}\n`;
  };
  const hash = createHash('sha256');
  const hashed = (plain: string): string => {
    hash.update(`${plain}\n`);
    return outer(plain);
  };
  yield hashed(headerLine(header));
  let count = 0;
  for (const face of faces) {
    count += 1;
    yield hashed(faceLine(face));
  }
  yield outer(JSON.stringify({ count, sha256: hash.digest('hex') }));
}

function headerLine({ collection, createdAt, encoders }: TemplateHeader): string {
  return jsonLine({
    format: TEMPLATE_FORMAT,
    version: TEMPLATE_VERSION,
    collection,
    created_at: createdAt,
    encoders,
  });
}

function faceLine(face: MovedFace): string {
  const { embedding, user } = face;
  const base64 = Buffer.from(embedding.buffer, embedding.byteOffset, embedding.length);
  return jsonLine({
    face_id: face.faceId,
    user_id: face.userId,
    slot: face.slot,
    encoder: face.encoder,
    embedding: base64.toString('base64'),
    quality: face.quality,
    liveness: face.liveness,
    photo_digest: face.photoDigest,
    file_name: face.fileName,
    metadata: face.metadata,
    created_at: face.createdAt,
    updated_at: face.updatedAt,
    user: { ...user.known, fields: user.extra },
  });
}
