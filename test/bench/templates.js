/** The templates that a command left in its database. */

import Database from 'better-sqlite3';

/** Every template in the order of the user IDs: { userId, vector, quality }. */
export function readTemplates(database) {
  const db = new Database(database, { readonly: true });
  try {
    const rows = db
      .prepare('SELECT user_id, embedding, quality FROM templates ORDER BY user_id')
      .all();
    return rows.map(({ user_id: userId, embedding, quality }) => ({
      userId,
      vector: vectorOf(embedding),
      quality,
    }));
  } finally {
    db.close();
  }
}

/** A vector as the database keeps it: float32, little-endian. */
function vectorOf(blob) {
  return Float32Array.from({ length: blob.length / 4 }, (_, i) => blob.readFloatLE(i * 4));
}

/** Cosine similarity: the vectors have length 1. */
export function dot(p, q) {
  let sum = 0;
  for (let i = 0; i < p.length; i += 1) sum += p[i] * q[i];
  return sum;
}
