const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

/** The version of an IP address; undefined for any other text, a name among them. */
export function ipVersion(text: string): 4 | 6 | undefined {
  if (IPV4.test(text)) return 4;
  return text.includes(':') && URL.canParse(`http://[${text}]/`) ? 6 : undefined;
}

/** An address, or a network of those that begin with the same bits: `10.0.0.0/8`. */
export interface Network {
  readonly address: string;
  readonly version: 4 | 6;
  readonly bits: number;
}

/** What `readNetwork` reads, for messages. */
export const NETWORK_TEXT = 'an address or a network, as in 10.0.0.7, 10.0.0.0/8 or fd00::/8';

/** Reads `10.0.0.0/8`, or an address alone; undefined when it is none. */
export function readNetwork(text: string): Network | undefined {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = ipVersion(address);
  if (version === undefined) return undefined;
  const most = version === 4 ? 32 : 128;
  const named = bits === undefined ? most : Number(bits);
  return named > most ? undefined : { address, version, bits: named };
}
