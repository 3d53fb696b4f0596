import { BlockList, type Server as NetServer } from 'node:net';
import { ipVersion, readNetwork } from '../domain/ip.js';

const LOOPBACK = listOf(['127.0.0.0/8', '::1']);

/** Whether an address is that of this machine, also as IPv6 has one of IPv4. */
export function isLoopback(address: string | undefined): boolean {
  return includes(LOOPBACK, address);
}

/** The proxies that are believed when they say who asks. */
export class Proxies {
  readonly #list: BlockList;

  constructor(networks: readonly string[]) {
    this.#list = listOf(networks);
  }

  /**
   * Whether the peer of a connection is one. Whoever writes to a socket file has no address, and is
   * one: the mode of the file says who may.
   */
  includes(address: string | undefined, server: NetServer): boolean {
    return address === undefined ? hasSocketFile(server) : includes(this.#list, address);
  }
}

/** The part of an address that one client has: of IPv6 a whole network of 64 bits. */
export function clientOf(address: string): string {
  if (ipVersion(address) !== 6 || address.startsWith('::ffff:')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - groups.length - rest.length;
  return [...groups, ...Array<string>(zeros).fill('0'), ...rest].slice(0, 4).join(':');
}

function hasSocketFile(server: NetServer): boolean {
  const address = server.address();
  return server.listening && (address === null || typeof address === 'string');
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of networks) {
    const network = readNetwork(text);
    if (!network) throw new Error('networks were checked');
    list.addSubnet(network.address, network.bits, `ipv${network.version}`);
  }
  return list;
}

function includes(list: BlockList, address: string | undefined): boolean {
  const plain = address?.replace(/%.*$/, '');
  const version = plain === undefined ? undefined : ipVersion(plain);
  return version !== undefined && list.check(plain as string, `ipv${version}`);
}
