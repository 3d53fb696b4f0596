import type Database from 'better-sqlite3';

export type Connection = Database.Database;

export type Statement<Bound extends unknown[], Row> = Database.Statement<Bound, Row>;
