import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ipVersion, readNetwork } from '../../src/domain/ip.js';

describe('the version of an IP address', () => {
  it('is told as Node tells it', () => {
    const texts = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.domain(),
      fc.stringMatching(/^[0-9a-f:.]{0,20}$/),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect([text, ipVersion(text)]).toEqual([text, isIP(text) || undefined]);
      }),
    );
  });
});

describe('a network', () => {
  it.each([
    ['10.0.0.7', { address: '10.0.0.7', version: 4, bits: 32 }],
    ['10.0.0.0/8', { address: '10.0.0.0', version: 4, bits: 8 }],
    ['0.0.0.0/0', { address: '0.0.0.0', version: 4, bits: 0 }],
    ['fd00::/8', { address: 'fd00::', version: 6, bits: 8 }],
    ['::1', { address: '::1', version: 6, bits: 128 }],
  ])('%s', (text, network) => {
    expect(readNetwork(text)).toEqual(network);
  });

  it.each([
    '',
    '10.0.0.0/33',
    'fd00::/129',
    '10.0.0.0/',
    '10.0.0/8',
    'loopback',
    '10.0.0.0/8/8',
    '/8',
  ])('is not %j', (text) => {
    expect(readNetwork(text)).toBeUndefined();
  });
});
