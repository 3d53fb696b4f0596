import { type ExtractorFacts, extractorDifferences } from '../../domain/extractor.js';

/** What to do about either. */
export const SAME_KEY = 'Name the same --queue-key-file on all machines';
export const SAME_MODELS =
  'Install the same faceenroll and the same models on all machines, and name the same pack with --models';

/** In what two programs on different queues differ, and what to do. */
export interface QueueDifferences {
  readonly what: string;
  readonly remedy: string;
}

/** Why two programs on different queues do not work together: the queue's name has extractor and key in it. */
export function queueDifferences(
  ours: ExtractorFacts,
  theirs: ExtractorFacts,
  [here, there]: readonly [here: string, there: string],
): QueueDifferences {
  const differences = extractorDifferences(ours, theirs, [here, there]);
  if (differences.length === 0) {
    return {
      what: `the queue key is another one ${here} than ${there}`,
      remedy: SAME_KEY,
    };
  }
  return { what: differences.join('; '), remedy: SAME_MODELS };
}
