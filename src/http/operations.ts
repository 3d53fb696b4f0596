import type { FastifyInstance } from 'fastify';
import { addCollections } from './collections/routes.js';
import { addComparisons } from './compare/routes.js';
import { addExports } from './csv/exports.js';
import { addImport } from './csv/import.js';
import { addDuplicates } from './duplicates/routes.js';
import { addFacesList } from './faces/list.js';
import { addAudit } from './journal/audit.js';
import { addRuns } from './journal/runs.js';
import type { Server } from './server.js';
import { addStatus } from './status/routes.js';
import { addUsers } from './users/routes.js';

/** What the commands do, over HTTP. */
export function addOperations(app: FastifyInstance, server: Server): void {
  addFacesList(app, server);
  addUsers(app, server);
  addStatus(app, server);
  addComparisons(app, server);
  addCollections(app, server);
  addDuplicates(app, server);
  addRuns(app, server);
  addAudit(app, server);
  addExports(app, server);
  addImport(app, server);
}
