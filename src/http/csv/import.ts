import { existsSync, readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { FatalError } from '../../domain/fatal-error.js';
import type { ImportResult } from '../../operations/imports/import-result.js';
import { importCsv } from '../../operations/imports.js';
import { flag } from '../../operations/options/row.js';
import { WRITE_OPTIONS } from '../../operations/options/where.js';
import { inPrivateFolder } from '../../operations/serving/private-folder.js';
import { success } from '../answer.js';
import { requireNamed } from '../caller.js';
import { checked } from '../issues.js';
import { inCollection } from '../params.js';
import { performed, startedRows, startedWith } from '../performed.js';
import { Problem } from '../problem.js';
import { addRoute } from '../route.js';
import { byRow, offered, schemaOf } from '../rows.js';
import type { Server } from '../server.js';
import { asFields } from '../snake.js';
import { textsOf, typed } from '../texts.js';
import { IMPORT_LIMITS, importFiles, written } from './import-files.js';
import { ImportTold, importData } from './import-told.js';

const ROWS = {
  ...offered(importCsv.options, ['replaceReport', 'allowEmpty']),
  reference: WRITE_OPTIONS.reference,
  errorReport: flag('answer with the error report, too: a CSV of the rows that failed'),
};

/** Rules that whoever starts the server sets for imports that do not say otherwise. */
const RULES = ['duplicates', 'duplicateFpir', 'allowIdentityChange', 'ignoreCase', 'profileImage'];

/** Imports users and their photos from a CSV. */
export function addImport(app: FastifyInstance, server: Server): void {
  const rows = startedRows(startedRows(ROWS, server.service), server.service, RULES);
  const fields = schemaOf(rows);
  addRoute(app, server, {
    ...{ method: 'POST', path: '/collections/:collection/import.csv', tag: 'import' },
    ...{ operationId: 'importUsers', scope: 'enroll' },
    summary: 'Import users, and enroll their photos, from a CSV.',
    description:
      'An error report is imported as a list of its own, with the fields that are named. A row that fails does not keep the others from being imported.',
    params: inCollection,
    form: { schema: z.object({ ...importFiles, ...fields.shape }), limits: IMPORT_LIMITS },
    data: { 200: importData },
    errors: [409, 422],
    answer: async (ask) => {
      requireNamed(server.service, ask.key, ask.params.collection);
      const given = byRow(rows, checked(fields, typed(rows, textsOf(ask.form)))) as Named;
      return inPrivateFolder(server.service.db, async (folder) => {
        const place = written(ask.form, folder);
        const told = new ImportTold(folder, ask.mayRead);
        const { errorReport, reference, ...options } = given;
        const input = {
          ...startedWith(ROWS, server.service, RULES),
          ...options,
          requireConsent: Boolean(given.requireConsent || server.service.settings.requireConsent),
          // An error report's run may be of a collection that the key may not know of.
          ...{ file: place.csv, images: place.photos, asList: true },
          ...(errorReport && { errors: place.errors }),
        };
        const asked = { ...ask, params: { ...ask.params } };
        const more = { named: given, outcome: told.outcome.bind(told) };
        const result = await performed(server, importCsv, input, asked, same, more).catch(
          (error: unknown) => {
            throw unusable(error, folder);
          },
        );
        return success(told.data(result, reference, reportIn(place.errors)));
      });
    },
  });
}

interface Named extends Readonly<Record<string, unknown>> {
  readonly errorReport?: boolean;
  readonly requireConsent?: boolean;
  readonly reference?: string;
}

const same = (result: ImportResult): ImportResult => result;

function reportIn(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

/** A CSV that cannot be used is the caller's; options of its reading are fields of the form. */
function unusable(error: unknown, folder: string): unknown {
  const { name, message, refusal } = error as FatalError;
  const isOfInput = name === 'SourceError' || (name === 'UsageError' && !refusal);
  if (!(error instanceof FatalError) || !isOfInput) return error;
  return new Problem('INVALID_REQUEST', asFields(message.replaceAll(`${folder}/`, '')));
}
