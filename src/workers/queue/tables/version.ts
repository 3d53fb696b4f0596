import { getConstructionPlans } from 'pg-boss';
import { SCHEMA, TABLES_VERSION } from './tables.js';

/** How pg-boss notes the version of its own tables. */
const OF_BOSS = /INSERT INTO \S+\.version\(version\) VALUES \('(\d+)'\)/;

/** The version of our tables, and that of pg-boss's: programs that know another one of either do not mix. */
export const VERSION = `${TABLES_VERSION}.${OF_BOSS.exec(getConstructionPlans(SCHEMA))?.[1]}`;
