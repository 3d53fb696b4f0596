import type { ExtractorFacts } from '../../../src/domain/extractor.js';

export const EXTRACTOR: ExtractorFacts = {
  encoder: 'test-encoder',
  models: { detector: 'd'.repeat(64), landmarks: 'e'.repeat(64), encoder: 'f'.repeat(64) },
  pipeline: 4,
};
