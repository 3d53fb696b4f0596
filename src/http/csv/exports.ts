import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { exportCsv } from '../../operations/export-csv.js';
import type { Exported } from '../../operations/exported.js';
import { writeNewFile } from '../../operations/new-file.js';
import { inPrivateFolder } from '../../operations/serving/private-folder.js';
import { templatesExport } from '../../operations/templates.js';
import type { Answer } from '../answer.js';
import { addOperation } from '../route-of.js';
import type { Server } from '../server.js';
import { CSV, JSON_LINES, textFile } from './text-file.js';

const PATH = '/collections/:collection';

/** Users as a CSV, and templates as lines that another database can import. */
export function addExports(app: FastifyInstance, server: Server): void {
  const { service } = server;
  addOperation(app, server, exportCsv, {
    ...{ method: 'GET', path: `${PATH}/export.csv`, tag: 'export', scope: 'export' },
    ...{ operationId: 'exportUsers', summary: 'Export users as a CSV.' },
    description: 'import.csv reads it back unchanged.',
    ...{ arguments: { file: undefined }, without: ['profile'], data: { 200: CSV } },
    answer: (users) => sent(service.db, users, CSV),
  });
  addOperation(app, server, templatesExport, {
    ...{ method: 'GET', path: `${PATH}/templates.ndjson`, tag: 'export', scope: 'templates' },
    ...{ operationId: 'exportTemplates', summary: 'Export templates, embeddings included.' },
    description:
      '"faceenroll templates import" reads it. If the database is encrypted, the file is sealed with its key, unless plain is true.',
    ...{ arguments: { file: undefined }, data: { 200: JSON_LINES } },
    answer: (templates) => sent(service.db, templates, JSON_LINES),
  });
}

/** By way of a file: however slowly a client reads, the database is not held for that. */
function sent(
  database: string,
  { pieces }: Pick<Exported<unknown>, 'pieces'>,
  type: { readonly text: string },
): Promise<Answer> {
  return inPrivateFolder(database, (folder) => {
    const path = join(folder, 'export');
    writeNewFile(path, pieces);
    return textFile(path, type);
  });
}
