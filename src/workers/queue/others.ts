import { type ExtractorFacts, extractorDifferences } from '../../domain/extractor.js';
import { listed } from '../../domain/text.js';

/** Why two programs on different queues do not work together: the queue's name has extractor and key in it. */
export function queueDifferences(
  ours: ExtractorFacts,
  theirs: ExtractorFacts,
  [here, there]: readonly [here: string, there: string],
): string {
  const differences = extractorDifferences(ours, theirs, [here, there]);
  if (differences.length > 0) return listed(differences);
  return `the queue key is another one ${here} than ${there} (name the same --queue-key-file on all machines)`;
}
