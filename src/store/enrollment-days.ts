import type { DayCount } from '../domain/periods.js';
import type { Connection } from './connection.js';

/** When the templates of a collection were made, in days (UTC). */
export interface EnrollmentDays {
  /** Users by the day of their oldest template. */
  readonly users: readonly DayCount[];
  readonly templates: readonly DayCount[];
}

/** Read from the index templates_listed, which has no embeddings; bounded by the number of days. */
export function enrollmentDays(db: Connection, collection: string): EnrollmentDays {
  const users = db.prepare<[string], DayCount>(
    `SELECT substr(first, 1, 10) AS day, count(*) AS count
     FROM (SELECT min(created_at) AS first FROM templates WHERE collection = ? GROUP BY user_id)
     GROUP BY day ORDER BY day`,
  );
  const templates = db.prepare<[string], DayCount>(
    `SELECT substr(created_at, 1, 10) AS day, count(*) AS count FROM templates
     WHERE collection = ? GROUP BY day ORDER BY day`,
  );
  return { users: users.all(collection), templates: templates.all(collection) };
}
