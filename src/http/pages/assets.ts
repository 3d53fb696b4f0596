import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';

const SCRIPTS = new URL('../../../dist/browser/', import.meta.url);
const STYLES = new URL('../../../src/browser/', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** Digits of a digest in an address: another text has another address. */
const DIGITS = 16;

/** One text that pages load. */
interface Asset {
  readonly type: string;
  readonly text: string;
}

/** Scripts and style sheets of pages, in memory. */
export interface Assets {
  /** By their addresses. */
  readonly files: ReadonlyMap<string, Asset>;
  /** The address of a file: "page.css". */
  addressOf(name: string): string;
}

/** Reads what pages load, once. */
export function loadAssets(): Assets {
  const texts = [...textsIn(SCRIPTS, 'js'), ...textsIn(STYLES, 'css')];
  const digest = digestOf(texts);
  const addresses = new Map(texts.map(([name]) => [name, addressWith(name, digest)]));
  const files = texts.map(([name, text]): [string, Asset] => {
    const type = TYPES[name.split('.').at(-1) as string] as string;
    return [addresses.get(name) as string, { type, text: withAddresses(text, digest) }];
  });
  return {
    files: new Map(files),
    addressOf: (name) => {
      const address = addresses.get(name);
      if (address === undefined) throw new Error(`there is no ${name}: it was not built`);
      return address;
    },
  };
}

/** Serves them; a browser keeps them, since other texts have other addresses. */
export function addAssets(app: FastifyInstance, { files }: Assets): void {
  for (const [url, { type, text }] of files) {
    app.get(url, {
      schema: { hide: true },
      onSend: async (_, reply) => {
        reply.header('cache-control', 'public, max-age=31536000, immutable');
      },
      handler: (_, reply) => reply.type(type).send(text),
    });
  }
}

function textsIn(folder: URL, extension: string): readonly (readonly [string, string])[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(`.${extension}`))
    .sort()
    .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const);
}

/** Of all together: scripts import each other. */
function digestOf(texts: readonly (readonly [string, string])[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, DIGITS);
}

function addressWith(name: string, digest: string): string {
  return `/assets/${name.replace(/(?=\.\w+$)/, `.${digest}`)}`;
}

/** A script with the addresses of those that it imports. */
function withAddresses(text: string, digest: string): string {
  return text.replace(
    /(\b(?:from|import)\s*)(['"])\.\/([\w-]+)\.js\2/g,
    (_, before, quote, name) => `${before}${quote}./${name}.${digest}.js${quote}`,
  );
}
