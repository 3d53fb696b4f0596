import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';

/** How the connection to a server is protected, and where it leads. */
export interface Way {
  /** "TLSv1.3"; undefined where the connection is not encrypted. */
  readonly protocol: string | undefined;
  /** Whether nobody in between can take the server's place. */
  readonly isVerified: boolean;
  /** Whether the other end is on this machine. */
  readonly isHere: boolean;
}

/** @param verifies whether a certificate that is not trusted ends the connection */
export function wayOf(stream: Duplex, verifies: boolean): Way {
  const { remoteAddress, localAddress } = stream as Partial<Socket>;
  // A socket file has no address.
  const isHere = remoteAddress === undefined || remoteAddress === localAddress;
  const { encrypted, authorized = false, getProtocol } = stream as Partial<TLSSocket>;
  if (!encrypted) return { protocol: undefined, isVerified: false, isHere };
  const protocol = getProtocol?.call(stream) ?? 'TLS';
  return { protocol, isVerified: verifies && authorized, isHere };
}
