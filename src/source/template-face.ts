import { USER_FIELDS, type UserData } from '../domain/entry.js';
import { isJsonObject, type JsonObject, readJsonObject } from '../domain/json-object.js';
import { isInstant } from '../domain/moment.js';
import type { MovedFace } from '../domain/template-file.js';
import { quoted } from '../domain/text.js';
import { strictBase64 } from './base64.js';

/** A UUID, as databases write it. */
const FACE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const SHA256 = /^[0-9a-f]{64}$/;

/** More than any database of ours has; a larger number would make the next free slot inexact. */
const LAST_SLOT = 1_000_000;

/** Longest path of file systems (PATH_MAX of Linux). */
const MAX_FILE_NAME = 4096;

type Check = readonly [what: string, holds: (value: unknown) => boolean];

const isText = (value: unknown): value is string => typeof value === 'string';
const isShare = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1;

const INSTANT: Check = [
  'a time such as 2026-03-31T08:00:00.000Z',
  (value) => isText(value) && isInstant(value),
];

/** The members of a line: all are required, others are refused. */
const MEMBERS: Readonly<Record<string, Check>> = {
  face_id: ['a UUID', (value) => isText(value) && FACE_ID.test(value)],
  user_id: ['a text', isText],
  slot: [
    `a whole number from 1 to ${LAST_SLOT}`,
    (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= LAST_SLOT,
  ],
  encoder: ['the name of an encoder', (value) => isText(value) && value !== ''],
  embedding: [
    'base64 of float32 values',
    (value) => isText(value) && value !== '' && (strictBase64(value)?.length ?? 1) % 4 === 0,
  ],
  quality: ['a number from 0 to 1', isShare],
  liveness: ['a number from 0 to 1, or null', (value) => value === null || isShare(value)],
  photo_digest: ['a SHA-256 in lower-case hex', (value) => isText(value) && SHA256.test(value)],
  file_name: [
    `a text of at most ${MAX_FILE_NAME} characters`,
    (value) => isText(value) && value.length <= MAX_FILE_NAME,
  ],
  metadata: ['a JSON object', isJsonObject],
  created_at: INSTANT,
  updated_at: INSTANT,
  user: [
    'an object of texts, and of "fields" that are an object of texts',
    (value) => isJsonObject(value) && isUser(value),
  ],
};

/** The readable part of a line. */
interface FaceLine {
  readonly userId: string;
  readonly face?: MovedFace;
  /** Why there is no face; never quotes a value, which may be part of an embedding. */
  readonly problem?: string;
}

export function readFaceLine(bytes: Uint8Array): FaceLine {
  const text = decoded(bytes);
  const read = text === undefined ? { problem: '' } : readJsonObject(text);
  if (!('value' in read)) return { userId: '', problem: 'it is no JSON object in UTF-8' };
  const { value } = read;
  const userId = isText(value.user_id) ? value.user_id : '';
  const problem = problemOf(value);
  return problem === undefined ? { userId, face: faceOf(value) } : { userId, problem };
}

function problemOf(value: JsonObject): string | undefined {
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(MEMBERS, name));
  if (unknown !== undefined) return `the format has no member ${quoted(unknown)}`;
  for (const [name, [what, holds]] of Object.entries(MEMBERS)) {
    if (!Object.hasOwn(value, name)) return `it has no ${name}`;
    if (!holds(value[name])) return `its ${name} is not ${what}`;
  }
  return undefined;
}

function isUser(user: JsonObject): boolean {
  const { fields, ...known } = user;
  return (
    Object.entries(known).every(([name, value]) => KNOWN.has(name) && isText(value)) &&
    isJsonObject(fields) &&
    Object.values(fields).every(isText)
  );
}

const KNOWN: ReadonlySet<string> = new Set(USER_FIELDS);

/** Collects the members that passed their checks. */
function faceOf(value: JsonObject): MovedFace {
  const { fields, ...known } = value.user as JsonObject;
  return {
    faceId: value.face_id as string,
    userId: value.user_id as string,
    slot: value.slot as number,
    encoder: value.encoder as string,
    embedding: Buffer.from(value.embedding as string, 'base64'),
    quality: value.quality as number,
    liveness: value.liveness as number | null,
    photoDigest: value.photo_digest as string,
    fileName: value.file_name as string,
    metadata: value.metadata as JsonObject,
    createdAt: value.created_at as string,
    updatedAt: value.updated_at as string,
    user: { known, extra: fields } as UserData,
  };
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
