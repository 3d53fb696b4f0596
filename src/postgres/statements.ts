/** Rows of a statement, and how many it touched. */
export interface Answer<Row> {
  readonly rows: readonly Row[];
  readonly rowCount: number;
}

/** Where statements go: to a connection of a pool, or to the one of a transaction. */
export interface Statements {
  /** @param values Buffers are sent as they are. */
  query<Row>(text: string, values?: readonly unknown[]): Promise<Answer<Row>>;
}
