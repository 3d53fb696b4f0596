import type { Serving } from '../serving/serving.js';

/** Whether there is a collection of this name. */
export function collectionExists(service: Pick<Serving, 'read'>, name: string): boolean {
  return service.read(({ collections }) => collections.has(name));
}
