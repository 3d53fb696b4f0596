import { realpathSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { ROOT } from '../support/cli.js';

const { username } = userInfo();

/** Dates further away than this come from a test's own files and stay. */
const NOW_MS = 2 * 24 * 60 * 60 * 1000;

/** Those behind "as" or "or" are examples: "write it as 2026-12-31". */
const DATE =
  /(?<!\b(?:as|or) )\b20\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(?: UTC|Z)?|\b20\d{6}T\d{4,6}Z?/g;

/** What differs from run to run or from machine to machine, and what stands for it. */
const REPLACED: readonly (readonly [RegExp | string, string])[] = [
  [`${username}@${hostname()}`, '<user>@<host>'],
  [`by ${username} on ${hostname()}`, 'by <user> on <host>'],
  [`,${username},${hostname()},`, ',<user>,<host>,'],
  [`by ${username}: `, 'by <user>: '],
  [/"decidedBy":( ?)"[^"]*"/g, '"decidedBy":$1"<user>"'],
  [/"osUser":( ?)"[^"]*"/g, '"osUser":$1"<user>"'],
  [/"host":( ?)"[^"]*"/g, '"host":$1"<host>"'],
  [/"(seconds|bytes|processId)":( ?)[\d.]+/g, '"$1":$2"<$1>"'],
  [/(?<="message":"|"message": ")[^"]*(, )\d+ worker threads?/g, '<processor>$1<n> worker threads'],
  [/\d+\.\d+\.\d+ on \w+ \w+/g, '<version> on <platform>'],
  [/(R-\S+-)[a-z]{6}\b/g, '$1<check>'],
  [/\b[\d,.]+ s(?=[\n;]|$| \()/g, '<seconds> s'],
  [/\b[\d,.]+ [KMG]B\b/g, '<bytes>'],
  [/\bprocess \d+/g, 'process <pid>'],
  [/(?<=\/e\/)[\w-]{43}\b/g, '<token>'],
  [/\b[A-Z][a-z]+ \d{1,2}, 20\d\d at \d{1,2}:\d\d\s[AP]M UTC/g, '<date and time>'],
  [/(?<=\bfe_<key-id>_)[\w-]{43}/g, '<secret>'],
  [/[A-Za-z0-9+/]{86}==/g, '<signing secret>'],
  [/[A-Za-z0-9+/]{43}=/g, '<key>'],
  [/\b01[0-9a-f]{6}-[0-9a-f]{4}\b(?!-)/g, '<uuid>'],
];

/** An API key; its ID stands alone elsewhere. */
const API_KEY = /\bfe_([0-9a-f]{12})_/g;

/** Of a link or a photo that waits; of a mail. Not of a model, whose digest follows an @. */
const SHORT_ID = /(?<![@-])\b(?:[0-9a-f]{24}|[0-9a-f]{12})\b/g;

/**
 * What commands told that ran in one of the folders, without what is different the next time or
 * on another machine. IDs and digests are numbered as they appear, so that one can be followed
 * through the text. JSON stays JSON.
 */
export function stable(text: string, folders: readonly string[]): string {
  let result = text;
  for (const path of folders.flatMap((folder) => [folder, realpathSync(folder)])) {
    result = result.replaceAll(path, '<folder>');
  }
  result = result.replaceAll(ROOT.replace(/\/$/, ''), '<program>');
  result = numbered(result, 'uuid', /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/g);
  result = numbered(result, 'sha256', /\b(?!0{64})[0-9a-f]{64}\b/g);
  for (const [, keyId = ''] of [...result.matchAll(API_KEY)]) {
    result = result.replaceAll(keyId, '<key-id>');
  }
  result = numbered(result, 'id', SHORT_ID);
  for (const [what, by] of REPLACED) result = result.replaceAll(what, by);
  return result.replace(DATE, dateOf).replace(/(?<![\w.]|:\d\d:)\d+\.\d+(?![\w.]\w)/g, rounded);
}

function numbered(text: string, name: string, pattern: RegExp): string {
  const found = new Map<string, string>();
  return text.replace(pattern, (one) => {
    const known = found.get(one) ?? `<${name}-${found.size + 1}>`;
    found.set(one, known);
    return known;
  });
}

function dateOf(date: string): string {
  const day = `${date.replace(/^(\d{4})(\d\d)(\d\d)T.*/, '$1-$2-$3').slice(0, 10)}T12:00:00Z`;
  return Math.abs(Date.parse(day) - Date.now()) < NOW_MS ? '<date>' : date;
}

/** Figures with three digits and three decimals or more were measured or computed: 0.0001 stays. */
function rounded(figure: string): string {
  const [, decimals = ''] = figure.split('.');
  const digits = figure.replace('.', '').replace(/^0+/, '');
  return decimals.length > 2 && digits.length > 2 ? Number(figure).toFixed(2) : figure;
}

/** How wide a line of JSON may become before each member takes a line of its own. */
const WIDTH = 100;

/** JSON that reads well in a difference: short values on one line, members in the order they came. */
export function prettyJson(value: unknown, indent = ''): string {
  const short = JSON.stringify(value);
  const isNested = typeof value === 'object' && value !== null;
  if (!isNested || indent.length + short.length <= WIDTH) return short;
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((one) => `${inner}${prettyJson(one, inner)}`)
    : Object.entries(value).map(
        ([key, one]) => `${inner}${JSON.stringify(key)}: ${prettyJson(one, inner)}`,
      );
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}
