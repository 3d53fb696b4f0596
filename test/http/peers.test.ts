import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { clientOf, isLoopback, Proxies } from '../../src/http/peers.js';

const SERVER = createServer();

describe('a peer', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.255.0.1', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['10.0.0.1', false],
    ['fe80::1%eth0', false],
    ['nonsense', false],
    [undefined, false],
  ])('%s is this machine: %s', (address, is) => {
    expect(isLoopback(address)).toBe(is);
  });

  it('is a proxy when it is in one of the networks', () => {
    const proxies = new Proxies(['10.0.0.0/8', 'fe80::/10', '192.0.2.7']);
    const includes = (address: string | undefined) => proxies.includes(address, SERVER);
    for (const one of ['10.9.9.9', '::ffff:10.0.0.1', 'fe80::1%eth0', '192.0.2.7']) {
      expect([one, includes(one)]).toEqual([one, true]);
    }
    for (const other of ['11.0.0.1', '192.0.2.8', '::1', 'unknown', '', undefined]) {
      expect([other, includes(other)]).toEqual([other, false]);
    }
  });

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '::ffff:192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8::6', '2001:db8:0:0'],
    ['2001:db8:1::', '2001:db8:1:0'],
    ['::1', '0:0:0:0'],
  ])('%s is counted as %s', (address, client) => {
    expect(clientOf(address)).toBe(client);
  });
});
