import { domainToASCII } from 'node:url';

/** RFC 5321: of a whole address, and of what is before the @; in bytes. */
const MOST_BYTES = 254;
const MOST_LOCAL_BYTES = 64;

/** Dots separate parts that are not empty. Letters beyond ASCII need a server with SMTPUTF8. */
const LOCAL_PART =
  /^[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+)*$/u;

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The one mail address that a text is, without spaces around it; undefined if it is none. A list, a
 * name before the address, a comment, a quoted local part and a line break are none: what comes
 * from a CSV must not add recipients or headers.
 */
export function mailAddress(text: string): string | undefined {
  const address = text.trim().normalize('NFC');
  const [local = '', domain = '', ...more] = address.split('@');
  if (more.length > 0 || Buffer.byteLength(address) > MOST_BYTES) return undefined;
  if (Buffer.byteLength(local) > MOST_LOCAL_BYTES || !LOCAL_PART.test(local)) return undefined;
  return asciiDomain(domain) === undefined ? undefined : address;
}

/** The domain of an address as DNS has it. */
export function domainOf(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return asciiDomain(domain) ?? domain;
}

/** Undefined if it is no name of a host; an address of a network in brackets is none. */
function asciiDomain(domain: string): string | undefined {
  // What domainToASCII would drop or turn into something else.
  if (!/^[\p{L}\p{N}\p{M}.-]+$/u.test(domain)) return undefined;
  const ascii = domainToASCII(domain);
  return ascii !== '' && ascii.split('.').every((label) => LABEL.test(label)) ? ascii : undefined;
}

/** A sender as people write one: `Badge office <badges@example.com>`, or the address alone. */
export interface Sender {
  readonly name: string;
  readonly address: string;
}

/** Undefined if it is not one sender. */
export function senderOf(text: string): Sender | undefined {
  if (/\p{Cc}/u.test(text)) return undefined;
  const [, quoted, plain, inside] =
    /^\s*(?:"([^"\\]*)"|([^"<>@,;]*))\s*<([^<>]*)>\s*$/u.exec(text) ?? [];
  const address = mailAddress(inside ?? text);
  return address === undefined ? undefined : { name: (quoted ?? plain ?? '').trim(), address };
}
