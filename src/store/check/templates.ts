import type { Finding, FindingCode } from '../../domain/findings.js';
import { printable, quoted } from '../../domain/text.js';
import type { Connection } from '../database.js';
import { isAsStored } from '../digests.js';
import type { RowsNow } from '../secrets/rows-now.js';
import type { Vault } from '../secrets/vault.js';
import { NOT_AS_STORED } from './altered.js';
import { decodeTemplate, type StoredTemplate } from './template-vector.js';

/**
 * How far from 1 the length of a stored vector may be. Rounding to float32 moves it by
 * 2^-24 (6e-8) at most; a pack whose model scales in float32 itself by some of these. At
 * 1e-5 no similarity that is shown, with four decimals, is off.
 */
const LENGTH_TOLERANCE = 1e-5;

/** How many templates of each encoder have vectors of which dimension. */
type Dimensions = Map<string, Map<number, number>>;

interface TemplateRow extends StoredTemplate {
  readonly digest: string | null;
}

/**
 * Every template is to the bit what was stored; where there is a vault, it decodes, has length 1,
 * and as many dimensions as the others of its encoder.
 */
export function* checkTemplates(
  db: Connection,
  vault: Vault | undefined,
  now: RowsNow,
  onChecked: () => void,
): Generator<Finding> {
  const dimensions: Dimensions = new Map();
  for (const template of stored(db)) {
    onChecked();
    let isTold = false;
    if (vault) {
      const problem = problemOf(template, vault, dimensions);
      if (problem?.code === 'TEMPLATE_UNREADABLE' && !now.hasTemplate(template)) continue;
      if (problem) yield problem;
      isTold = problem !== undefined;
    }
    if (!isTold && !isAsStored(template.embedding, template.digest)) {
      yield finding('TEMPLATE_ALTERED', template, NOT_AS_STORED);
    }
  }
  if (vault && [...dimensions.values()].some(({ size }) => size > 1)) {
    yield* unusual(db, vault, dimensions);
  }
}

/** What is wrong with a template by itself; counts it among those of its encoder. */
function problemOf(
  template: TemplateRow,
  vault: Vault,
  dimensions: Dimensions,
): Finding | undefined {
  const vector = decodeTemplate(template, vault);
  if (typeof vector === 'string') return finding('TEMPLATE_UNREADABLE', template, vector);
  const counts = dimensions.get(template.encoder) ?? new Map<number, number>();
  counts.set(vector.length, (counts.get(vector.length) ?? 0) + 1);
  dimensions.set(template.encoder, counts);
  const length = Math.hypot(...vector);
  if (Math.abs(length - 1) <= LENGTH_TOLERANCE) return undefined;
  const told = `its length is ${Number(length.toPrecision(6))}, not 1`;
  return finding('TEMPLATE_NOT_UNIT', template, told);
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

function stored(db: Connection): IterableIterator<TemplateRow> {
  const columns = `face_id AS faceId, collection, user_id AS userId, encoder, embedding,
                   embedding_sha256 AS digest`;
  return db
    .prepare<[], TemplateRow>(
      `SELECT ${columns} FROM templates LEFT JOIN template_digests USING (face_id, encoder)
       UNION ALL
       SELECT ${columns} FROM template_versions LEFT JOIN template_digests USING (face_id, encoder)`,
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
