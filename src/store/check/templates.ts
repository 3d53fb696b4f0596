import type { Finding, FindingCode } from '../../domain/findings.js';
import { printable, quoted } from '../../domain/text.js';
import type { Connection } from '../database.js';
import { isAsStored } from '../digests.js';
import type { RowsNow } from '../secrets/rows-now.js';
import type { Vault } from '../secrets/vault.js';
import { NOT_AS_STORED } from './altered.js';
import { decodeTemplate, type StoredTemplate } from './template-vector.js';

/**
 * How far from 1 the length of a stored vector may be. Rounding to float32 moves it by at most
 * 2^-24 (6e-8); a pack whose model normalizes in float32, by a few of these. At 1e-5, no similarity
 * changes in the four decimals that are shown.
 */
const LENGTH_TOLERANCE = 1e-5;

/** Number of templates by encoder and dimension. */
type Dimensions = Map<string, Map<number, number>>;

interface TemplateRow extends StoredTemplate {
  readonly digest: string | null;
}

/**
 * Checks that every template has its recorded digest and, given a vault, that it decodes, has
 * length 1, and has the dimension of its encoder's other templates.
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
    let isReported = false;
    if (vault) {
      const problem = problemOf(template, vault, dimensions);
      if (problem?.code === 'TEMPLATE_UNREADABLE' && !now.hasTemplate(template)) continue;
      if (problem) yield problem;
      isReported = problem !== undefined;
    }
    if (!isReported && !isAsStored(template.embedding, template.digest)) {
      yield finding('TEMPLATE_ALTERED', template, NOT_AS_STORED);
    }
  }
  if (vault && [...dimensions.values()].some(({ size }) => size > 1)) {
    yield* unusual(db, vault, dimensions);
  }
}

/** Why a template by itself is damaged; if it is not, counts its dimension. */
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
  const problem = `its length is ${Number(length.toPrecision(6))}, not 1`;
  return finding('TEMPLATE_NOT_UNIT', template, problem);
}

/** Templates whose dimension is not the most frequent one of their encoder. */
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
    const problem = `it has ${vector.length} dimensions, most of ${printable(template.encoder)} have ${expected}`;
    yield finding('TEMPLATE_DIMENSIONS', template, problem);
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
  problem: string,
): Finding {
  const message = `the template ${printable(faceId)} of ${quoted(userId)}: ${problem}`;
  return { code, message, collection, userId, faceId };
}
