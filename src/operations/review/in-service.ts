import { DEFAULT_PACK } from '../../domain/option-values.js';
import type { FileContext } from '../context.js';
import { requireDatabase } from '../database/existing-store.js';
import { Service, type ServiceSettings } from '../serving/service.js';

/** One photo is looked at after the other. */
const WORKERS = 1;

/**
 * A service of a command, for a moment, beside whatever else works on the database. Whoever calls
 * it closes the service.
 *
 * @throws {FatalError} when there is no such database, or a pack is not installed.
 */
export function openForMoment(
  { host, db }: FileContext,
  { models, ...settings }: Omit<ServiceSettings, 'db' | 'workers'>,
): Promise<Service> {
  requireDatabase(db);
  const pack = models === undefined || models === DEFAULT_PACK ? {} : { models };
  return Service.open({ ...settings, ...pack, db, workers: WORKERS }, host);
}
