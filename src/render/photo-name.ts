import { createHash } from 'node:crypto';

/** Long enough for any real ID. */
const MAX_LENGTH = 100;

/** In UTF-8: file systems take names of 255 bytes, and something is added to this. */
const MAX_BYTES = 230;

/** Letters, digits and characters that no file system or shell interprets. */
const SAFE = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.@+ -]*[\p{L}\p{N}_@+-])?$/u;

/** Names of devices on Windows, whatever follows the dot; superscripts count as digits there. */
const DEVICE = /^(?:con|prn|aux|nul|(?:com|lpt)[\d¹²³]) *(?:\.|$)/i;

/**
 * The file name of a user's picture: the user ID, if every file system takes it for the name of
 * this user alone; else its safe characters and a part of its SHA-256.
 */
export function photoName(userId: string, isAmbiguous: boolean): string {
  const isShort = userId.length <= MAX_LENGTH && Buffer.byteLength(userId) <= MAX_BYTES;
  const isSafe = SAFE.test(userId) && !DEVICE.test(userId) && isShort;
  if (isSafe && !isAmbiguous && userId === userId.normalize('NFC')) return `${userId}.jpg`;
  const letters = userId.normalize('NFC').replace(/[^\p{L}\p{N}_-]/gu, '_');
  const stem = [...letters].slice(0, MAX_LENGTH / 2).join('');
  const digest = createHash('sha256').update(userId).digest('hex').slice(0, 8);
  return `_${stem}~${digest}.jpg`;
}
