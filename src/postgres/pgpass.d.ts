declare module 'pgpass' {
  /** Whom a password is for. */
  interface PgpassConnection {
    readonly host: string;
    readonly port: number;
    readonly database: string | undefined;
    readonly user: string | undefined;
  }
  /** Looks a password up in the file that PGPASSFILE names, else in ~/.pgpass. */
  export default function pgpass(
    connection: PgpassConnection,
    found: (password: string | undefined) => void,
  ): void;
}
