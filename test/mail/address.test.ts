import { describe, expect, it } from 'vitest';
import { domainOf, mailAddress, senderOf } from '../../src/mail/address.js';

describe('an address from a CSV', () => {
  it.each([
    'alice@example.com',
    "o'brien+badge@mail.example.co.uk",
    'jörg@köln.example',
    '用户@例え.jp',
    'root@localhost',
  ])('is one address: %s', (text) => {
    expect(mailAddress(` ${text} `)).toBe(text);
  });

  it.each([
    '',
    'alice',
    '@example.com',
    'alice@',
    'a@b@example.com',
    'alice@example.com, eve@example.com',
    'alice@example.com;eve@example.com',
    'alice@example.com eve@example.com',
    'Alice <alice@example.com>',
    'alice@example.com\r\nBcc: eve@example.com',
    'alice@example.com\nRCPT TO:<eve@example.com>',
    'alice@exam\u2028ple.com',
    '<alice@example.com>',
    '"alice smith"@example.com',
    'alice(comment)@example.com',
    'alice..smith@example.com',
    '.alice@example.com',
    'alice@-example.com',
    'alice@example..com',
    'alice@[127.0.0.1]',
    'alice@exa_mple.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b.'.repeat(130)}com`,
    'undisclosed:alice@example.com',
  ])('is none: %j', (text) => {
    expect(mailAddress(text)).toBeUndefined();
  });
});

describe('a sender', () => {
  it.each([
    ['Badge office <badges@example.com>', 'Badge office'],
    ['"Badges, photos" <badges@example.com>', 'Badges, photos'],
    ['<badges@example.com>', ''],
    ['badges@example.com', ''],
  ])('has a name, or none: %s', (text, name) => {
    expect(senderOf(text)).toEqual({ name, address: 'badges@example.com' });
  });

  it.each([
    'Badges, photos <badges@example.com>',
    'a@example.com, b@example.com',
    'Badges <a@example.com> <b@example.com>',
    'Badges\r\nBcc: eve@example.com <badges@example.com>',
    'Badges',
  ])('is none: %j', (text) => {
    expect(senderOf(text)).toBeUndefined();
  });

  it('has a domain as DNS has it', () => {
    expect(domainOf('badges@München.example')).toBe('xn--mnchen-3ya.example');
  });
});
