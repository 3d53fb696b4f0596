import type { ExtractorFacts } from '../../domain/extractor.js';
import type { QueuePurge } from '../../domain/queue-status.js';
import { findPack } from '../../models/packs.js';
import type { Link } from '../../postgres/link.js';
import type { Way } from '../../postgres/way.js';
import type { Diagnosis } from '../../render/doctor.js';
import {
  type ConnectionFacts,
  connectionFacts,
  type ServerFacts,
  serverFacts,
  type TablesFacts,
  tablesFacts,
  tablesVersion,
} from '../../workers/queue/tables/facts.js';
import { type LivingProgram, livingPrograms } from '../../workers/queue/tables/programs.js';
import { purgeQueue } from '../../workers/queue/tables/purge.js';
import { VERSION } from '../../workers/queue/tables/setup-sql.js';
import type { QueuePlace } from '../queue/check.js';
import { extractorFacts, linkTo } from '../queue/connect.js';
import type { FoundKey } from './queue-key.js';
import { judgeModels, judgeQueueKey } from './queue-programs.js';
import {
  isUsable,
  judgeConnections,
  judgeLeftovers,
  judgeRights,
  judgeServer,
  judgeTables,
  judgeWay,
} from './queue-server.js';
import { reasonOf } from './reason.js';

/** Which queue, and the pack whose models are to be those of its imports. */
export interface NamedQueue extends QueuePlace {
  readonly models: string;
}

/** Milliseconds for a connection, for an answer, and for all together. */
export interface QueuePatience {
  readonly connectMs: number;
  readonly answerMs: number;
  readonly lastMs: number;
}

/** What PostgreSQL tells; less of a server or tables that the queue cannot be on. */
interface Seen {
  readonly server: ServerFacts;
  readonly way: Way;
  readonly tables?: TablesFacts;
  readonly connections?: ConnectionFacts;
  readonly version?: string | undefined;
  readonly programs?: readonly LivingProgram[];
  readonly leftovers?: QueuePurge;
}

/** Looks at a queue, and changes nothing there. */
export async function lookAtQueue(
  place: NamedQueue,
  key: FoundKey,
  patience: QueuePatience,
): Promise<readonly Diagnosis[]> {
  let link: Link | undefined;
  try {
    const how = { connections: 1, name: 'faceenroll doctor', ...patience };
    link = linkTo(place, { tell: () => {} }, how);
    // It is asked once.
    link.stopWaiting();
    return judged(await seen(link), link.shown, key, place.models);
  } catch (error) {
    const advice =
      'correct the address (--queue, FACEENROLL_QUEUE) or the password, or ask the administrator of PostgreSQL; "faceenroll help many-machines" tells of users, passwords, TLS and rights';
    const check = 'queue';
    return [
      { check, status: 'failed', message: reasonOf(error), advice },
      judgeQueueKey(key, undefined),
    ];
  } finally {
    await link?.close();
  }
}

async function seen(link: Link): Promise<Seen> {
  const way = await link.way();
  const found = await link.transaction(async (within): Promise<Seen> => {
    await within.query('SET TRANSACTION READ ONLY');
    const server = await serverFacts(within);
    if (!isUsable(server)) return { server, way };
    const tables = await tablesFacts(within);
    const connections = await connectionFacts(within);
    if (!tables.areThere || tables.lacking.length > 0) return { server, way, tables, connections };
    const version = await tablesVersion(within);
    if (version !== VERSION) return { server, way, tables, connections, version };
    const programs = await livingPrograms(within);
    return { server, way, tables, connections, version, programs };
  });
  if (!found.programs) return found;
  return { ...found, leftovers: await purgeQueue(link, { dryRun: true }) };
}

function judged(
  { server, way, tables, connections, version, programs, leftovers }: Seen,
  shown: string,
  key: FoundKey,
  pack: string,
): readonly Diagnosis[] {
  return [
    ...[judgeServer(server, shown), judgeWay(way)],
    ...(tables ? judgeTables(tables, version, server.role) : []),
    ...(tables ? judgeRights(tables, server.role) : []),
    ...(connections ? [judgeConnections(connections)] : []),
    judgeQueueKey(key, programs),
    ...(programs ? [judgeModels(ours(pack), programs)] : []),
    ...(leftovers ? [judgeLeftovers(leftovers)] : []),
  ];
}

/** Undefined of a pack that is not there, which is told of the models. */
function ours(pack: string): ExtractorFacts | undefined {
  try {
    return extractorFacts(findPack(pack));
  } catch {
    return undefined;
  }
}
