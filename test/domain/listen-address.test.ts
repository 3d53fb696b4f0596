import { describe, expect, it } from 'vitest';
import {
  isLocal,
  type ListenAddress,
  readListenAddress,
  urlOf,
} from '../../src/domain/listen-address.js';

describe('where to listen', () => {
  it.each<[string, ListenAddress]>([
    ['127.0.0.1:8380', { host: '127.0.0.1', port: 8380 }],
    ['localhost:0', { host: '127.0.0.1', port: 0 }],
    ['[::1]:65535', { host: '::1', port: 65535 }],
    [':8380', { host: undefined, port: 8380 }],
    ['unix:/run/a b.sock', { path: '/run/a b.sock' }],
  ])('%s', (text, address) => {
    expect(readListenAddress(text)).toEqual(address);
  });

  it.each([
    ...['', '8380', '127.0.0.1', '127.0.0.1:', '127.0.0.1:65536', '127.0.0.1:-1', '127.0.0.1:8o'],
    ...['127.0.0.256:1', '127.1:1', '::1:8380', '[127.0.0.1]:1', '[::1]', '[::g]:1', 'a.example:1'],
    ...['unix:relative', 'unix:', 'unix:/folder/', 'http://127.0.0.1:1', '127.0.0.1:1/path'],
  ])('is not %j', (text) => {
    expect(readListenAddress(text)).toBeUndefined();
  });

  it.each([
    ['127.0.0.1:1', true],
    ['127.9.9.9:1', true],
    ['[::1]:1', true],
    ['[0:0:0:0:0:0:0:1]:1', true],
    ['unix:/a', true],
    [':1', false],
    ['0.0.0.0:1', false],
    ['[::]:1', false],
    ['10.0.0.1:1', false],
    ['[::ffff:127.0.0.1]:1', false],
  ])('%s is for this machine alone: %s', (text, local) => {
    expect(isLocal(readListenAddress(text) as ListenAddress)).toBe(local);
  });

  it.each([
    [{ host: '127.0.0.1', port: 1 }, 'http://127.0.0.1:1'],
    [{ host: '::1', port: 1 }, 'http://[::1]:1'],
    [{ host: '::', port: 1 }, 'http://127.0.0.1:1'],
    [{ host: undefined, port: 1 }, 'http://127.0.0.1:1'],
  ])('of %j clients on this machine take %s', (address, url) => {
    expect(urlOf(address)).toBe(url);
  });
});
