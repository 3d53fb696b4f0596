import { type ExtractorFacts, extractorDifferences } from '../../domain/extractor.js';
import { count, listed } from '../../domain/text.js';
import type { Diagnosis } from '../../render/doctor.js';
import { queueName } from '../../workers/queue/photo-queue.js';
import { SAME_KEY, SAME_MODELS } from '../../workers/queue/queue-differences.js';
import { QueueKey } from '../../workers/queue/queue-key.js';
import type { LivingProgram } from '../../workers/queue/tables/programs.js';
import { MAKE_A_KEY } from '../queue/connect.js';
import type { FoundKey } from './queue-key.js';

/** @param programs that use the queue now; undefined where they cannot be asked */
export function judgeQueueKey(
  found: FoundKey,
  programs: readonly LivingProgram[] | undefined,
): Diagnosis {
  const check = 'queue key';
  if (found.kind === 'none') {
    return { check, status: 'failed', message: 'none is named', advice: MAKE_A_KEY };
  }
  if (found.kind === 'unusable') {
    const advice = `${SAME_KEY}, or set FACEENROLL_QUEUE_KEY_FILE or FACEENROLL_QUEUE_KEY`;
    return { check, status: 'failed', message: found.reason, advice };
  }
  const { key, isOpenToOthers } = found;
  const ours = new QueueKey(key.bytes);
  const others = programs?.filter(({ extractor, queue }) => queueName(extractor, ours) !== queue);
  if (programs && others && others.length > 0) {
    const message = `another one than that of ${named(others)}`;
    return { check, status: severity(others, programs), message, advice: SAME_KEY };
  }
  if (isOpenToOthers) {
    const message = `others can read the key from ${key.source}`;
    return { check, status: 'warning', message, advice: 'run "chmod 600" on the file' };
  }
  const same = programs?.length ? `, the same as that of ${counted(programs)}` : '';
  return { check, status: 'ok', message: `32 bytes from ${key.source}${same}` };
}

/** @param ours undefined where the models are not whole */
export function judgeModels(
  ours: ExtractorFacts | undefined,
  programs: readonly LivingProgram[],
): Diagnosis {
  const check = 'queue models';
  if (!ours) {
    const message = 'not compared: the models here are not whole';
    return { check, status: 'warning', message, advice: 'mend what failed above' };
  }
  const differences = (of: LivingProgram) =>
    extractorDifferences(ours, of.extractor, ['here', 'there']);
  const others = programs.filter((program) => differences(program).length > 0);
  const [first] = others;
  if (first) {
    const message = `other ones than those of ${named(others)}: ${differences(first).join('; ')}`;
    return { check, status: severity(others, programs), message, advice: SAME_MODELS };
  }
  const message =
    programs.length === 0
      ? 'not compared: no import or worker is there now'
      : `the same as those of ${counted(programs)}`;
  return { check, status: 'ok', message };
}

/** With some of them this machine can work. */
function severity(
  others: readonly LivingProgram[],
  programs: readonly LivingProgram[],
): 'warning' | 'failed' {
  return others.length < programs.length ? 'warning' : 'failed';
}

/** "the import on vm1 and the worker on vm2". */
function named(programs: readonly LivingProgram[]): string {
  return listed(
    programs.map(({ kind, host }) => `the ${kind} on ${host}`),
    3,
  );
}

/** "1 import and 3 workers". */
function counted(programs: readonly LivingProgram[]): string {
  const kinds = ['import', 'worker'] as const;
  const counts = kinds.map(
    (kind) => [kind, programs.filter((one) => one.kind === kind).length] as const,
  );
  return listed(counts.filter(([, n]) => n > 0).map(([kind, n]) => count(n, kind)));
}
