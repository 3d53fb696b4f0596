import type { Finding, FindingCode } from '../../domain/findings.js';
import { printable, quoted } from '../../domain/text.js';
import type { Connection } from '../database.js';
import type { RowsNow } from '../secrets/rows-now.js';
import type { Vault } from '../secrets/vault.js';
import { decodeTemplate, type StoredTemplate } from './template-vector.js';

/**
 * How far from 1 the length of a stored vector may be. Rounding to float32 moves it by
 * 2^-24 (6e-8) at most; a pack whose model scales in float32 itself by some of these. At
 * 1e-5 no similarity that is shown, with four decimals, is off.
 */
const LENGTH_TOLERANCE = 1e-5;

/** How many templates of each encoder have vectors of which dimension. */
type Dimensions = Map<string, Map<number, number>>;

/** Every template decodes, has length 1, and as many dimensions as the others of its encoder. */
export function* checkTemplates(
  db: Connection,
  vault: Vault,
  now: RowsNow,
  onChecked: () => void,
): Generator<Finding> {
  const dimensions: Dimensions = new Map();
  for (const template of stored(db)) {
    onChecked();
    const vector = decodeTemplate(template, vault);
    if (typeof vector === 'string') {
      if (!now.hasTemplate(template)) continue;
      yield finding('TEMPLATE_UNREADABLE', template, vector);
      continue;
    }
    const length = Math.hypot(...vector);
    if (Math.abs(length - 1) > LENGTH_TOLERANCE) {
      const told = `its length is ${Number(length.toPrecision(6))}, not 1`;
      yield finding('TEMPLATE_NOT_UNIT', template, told);
    }
    const counts = dimensions.get(template.encoder) ?? new Map<number, number>();
    counts.set(vector.length, (counts.get(vector.length) ?? 0) + 1);
    dimensions.set(template.encoder, counts);
  }
  if ([...dimensions.values()].some(({ size }) => size > 1)) yield* unusual(db, vault, dimensions);
}

/** The templates whose vectors are not as long as most of their encoder. */
function* unusual(db: Connection, vault: Vault, dimensions: Dimensions): Generator<Finding> {
  const usual = new Map<string, number>();
  for (const [encoder, counts] of dimensions) {
    const [[most = 0] = []] = [...counts].sort(([, a], [, b]) => b - a);
    usual.set(encoder, most);
  }
  for (const template of stored(db)) {
    const vector = decodeTemplate(template, vault);
    const expected = usual.get(template.encoder);
    if (typeof vector === 'string' || vector.length === expected) continue;
    const told = `it has ${vector.length} dimensions, most of ${printable(template.encoder)} have ${expected}`;
    yield finding('TEMPLATE_DIMENSIONS', template, told);
  }
}

function stored(db: Connection): IterableIterator<StoredTemplate> {
  return db
    .prepare<[], StoredTemplate>(
      `SELECT face_id AS faceId, collection, user_id AS userId, encoder, embedding
       FROM templates
       UNION ALL
       SELECT face_id, collection, user_id, encoder, embedding FROM template_versions`,
    )
    .iterate();
}

function finding(
  code: FindingCode,
  { faceId, collection, userId }: StoredTemplate,
  told: string,
): Finding {
  const message = `the template ${printable(faceId)} of ${quoted(userId)}: ${told}`;
  return { code, message, collection, userId, faceId };
}
