/** What is known of model packs, for whoever tells it. */
export type { PackTable } from '../../models/manifest.js';
export type { ModelStatus } from '../../models/verify.js';
