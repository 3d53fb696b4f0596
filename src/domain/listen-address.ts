import { ipVersion } from './ip.js';

/** Where a server listens. */
export type ListenAddress =
  | {
      /** Undefined for all addresses of the machine. */
      readonly host: string | undefined;
      /** 0 for any that is free. */
      readonly port: number;
    }
  | {
      /** A socket file, absolute. */
      readonly path: string;
    };

/** What `readListenAddress` reads, for messages. */
export const LISTEN_TEXT =
  'an address and a port, as in 127.0.0.1:8380, [::1]:8380 or :8380 for all addresses, or a socket file with its whole path, as in unix:/run/faceenroll.sock';

/** Reads where to listen; undefined when it is no such text. */
export function readListenAddress(text: string): ListenAddress | undefined {
  const [, path] = /^unix:(\/.*[^/])$/.exec(text) ?? [];
  if (path !== undefined) return { path };
  const [, inBrackets, plain = '', digits] =
    /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits ?? Number.NaN);
  if (!(port <= 65_535)) return undefined;
  if (inBrackets !== undefined) {
    return ipVersion(inBrackets) === 6 ? { host: inBrackets, port } : undefined;
  }
  if (plain === '') return { host: undefined, port };
  if (plain === 'localhost') return { host: '127.0.0.1', port };
  return ipVersion(plain) === 4 ? { host: plain, port } : undefined;
}

/** Whether only programs of this machine reach it. */
export function isLocal(address: ListenAddress): boolean {
  if ('path' in address) return true;
  const { host } = address;
  return (
    host !== undefined && (/^127\./.test(host) || new URL(urlOf(address)).hostname === '[::1]')
  );
}

/** The address that a client on this machine takes. */
export function urlOf(
  { host, port }: { readonly host: string | undefined; readonly port: number },
  scheme = 'http',
): string {
  const reached = host === undefined || host === '::' || host === '0.0.0.0' ? '127.0.0.1' : host;
  return `${scheme}://${reached.includes(':') ? `[${reached}]` : reached}:${port}`;
}
