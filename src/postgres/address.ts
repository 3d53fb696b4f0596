/** What the environment adds to an address, as PostgreSQL's own programs take it. */
type Environment = Readonly<Record<string, string | undefined>>;

/** The parts of an address of PostgreSQL, each as it is, not as URLs write it. */
export interface Address {
  /** A name, a number, or the folder of a socket. */
  readonly host: string;
  /** Empty where neither the address nor PGPORT says. */
  readonly port: string;
  /** The rest is undefined where the address does not say. */
  readonly user: string | undefined;
  readonly database: string | undefined;
  readonly options: string | undefined;
  readonly applicationName: string | undefined;
}

/** Takes an address apart, whose parameters come before the rest of it, and that before the environment. */
export function addressOf(url: URL, env: Environment = process.env): Address {
  const { hostname, port, username, pathname, searchParams } = url;
  const parameter = (name: string) => searchParams.getAll(name).at(-1) || undefined;
  return {
    host:
      parameter('host') ||
      decoded(hostname).replace(/^\[(.*)\]$/, '$1') ||
      env.PGHOST ||
      'localhost',
    port: parameter('port') || port || env.PGPORT || '',
    user: parameter('user') ?? (decoded(username) || undefined),
    database: decoded(pathname.slice(1)) || undefined,
    options: parameter('options'),
    applicationName: parameter('application_name'),
  };
}

/** Reads an address; undefined for what is none. */
export function parsedAddress(text: string): URL | undefined {
  const url = URL.parse(text);
  if (url) return url;
  // PostgreSQL takes a user without a host, a URL does not.
  const [, scheme, whom = '', rest] = /^(postgres(?:ql)?:\/\/)([^@/?#]+)@(\/.*)$/i.exec(text) ?? [];
  const hostless = scheme === undefined ? null : URL.parse(scheme + rest);
  if (!hostless) return undefined;
  const [user = '', ...password] = whom.split(':');
  if (!hostless.searchParams.has('user')) hostless.searchParams.set('user', decoded(user));
  if (password.length > 0) hostless.searchParams.set('password', '');
  return hostless;
}

/** Whether it names several hosts, of which PostgreSQL's own programs take the first that answers. */
export function namesSeveralHosts(text: string, env: Environment = process.env): boolean {
  if (/^postgres(ql)?:\/\/[^/?#]*,/i.test(text)) return true;
  const url = parsedAddress(text);
  return url !== undefined && addressOf(url, env).host.includes(',');
}

/** A percent sign that begins no character stands for itself. */
function decoded(text: string): string {
  return text.replace(/(%[0-9a-f]{2})+/gi, (characters) => {
    try {
      return decodeURIComponent(characters);
    } catch {
      return characters;
    }
  });
}
