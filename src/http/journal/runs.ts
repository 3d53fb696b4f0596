import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { runsOfCollections, runsReport, runsShow } from '../../operations/runs.js';
import { inPrivateFolder } from '../../operations/serving/private-folder.js';
import { success } from '../answer.js';
import { mayUse } from '../caller.js';
import { CSV, textFile } from '../csv/text-file.js';
import { PARAMS } from '../params.js';
import { performed } from '../performed.js';
import { notFound } from '../problem-of.js';
import { type Ask, addRoute } from '../route.js';
import { addOperation } from '../route-of.js';
import type { Server } from '../server.js';
import { runBody, runData, runId } from './run.js';

const ofRun = z.object({ run_id: PARAMS.run_id });

type OfRun = Ask<z.output<typeof ofRun>>;

const RUNS = { 200: z.array(runData) };

/** What ran on the database, as far as the key may know of it. */
export function addRuns(app: FastifyInstance, server: Server): void {
  addOperation(app, server, runsOfCollections, {
    ...{ method: 'GET', path: '/runs', tag: 'runs', operationId: 'listRuns', scope: 'read' },
    ...{ arguments: {}, without: ['collections'], data: RUNS },
    fixed: ({ key }) => (key.collections ? { collections: key.collections } : {}),
    answer: (runs) => success(runs.map(runBody)),
  });
  addOperation(app, server, runsOfCollections, {
    ...{ method: 'GET', path: '/collections/:collection/runs', tag: 'runs', scope: 'read' },
    operationId: 'listRunsOfCollection',
    summary: 'List the runs of a collection, the newest first.',
    ...{ arguments: {}, without: ['collections'], data: RUNS },
    fixed: ({ params }) => ({ collections: [params.collection] }),
    answer: (runs) => success(runs.map(runBody)),
  });
  addRoute(app, server, {
    ...{ method: 'GET', path: '/runs/:run_id', tag: 'runs', operationId: 'getRun' },
    ...{ scope: 'read', summary: 'Show one run: its counts, and how it ended.', params: ofRun },
    data: { 200: runData },
    answer: async (ask) => success(runBody(await runOf(server, ask))),
  });
  addRoute(app, server, {
    ...{ method: 'GET', path: '/runs/:run_id/report.csv', tag: 'runs', scope: 'read' },
    ...{ operationId: 'getRunReport', summary: 'Get the error report of a run.', params: ofRun },
    description: 'A CSV of the rows that failed; empty when none did.',
    ...{ data: { 200: CSV }, errors: [409] },
    answer: async (ask) => {
      const { runId: run } = await runOf(server, ask);
      return inPrivateFolder(server.service.db, (folder) => {
        const input = { run, file: `${folder}/report.csv` };
        return performed(server, runsReport, input, asked(ask), ({ path }) => textFile(path, CSV));
      });
    },
  });
}

/** @throws {Problem} when there is no such run, or the key may not know of it. */
async function runOf(server: Server, ask: OfRun) {
  const { run_id: wanted } = ask.params;
  if (!runId.safeParse(wanted).success) throw notFound('run', wanted);
  const run = await performed(server, runsShow, { run: wanted }, asked(ask), (shown) => shown);
  if (mayUse(ask.key, run.collection)) return run;
  throw notFound('run', wanted);
}

function asked({ params, ...ask }: OfRun) {
  return { ...ask, params: { ...params } };
}
