import type Database from 'better-sqlite3';

/** An open database. */
export type Connection = Database.Database;

/** A prepared statement: what is bound to it, and the rows that it gives. */
export type Statement<Bound extends unknown[], Row> = Database.Statement<Bound, Row>;
