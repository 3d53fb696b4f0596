import { PHOTO_EXTENSION, PICTURE_EXTENSION } from '../domain/photo-extension.js';

/** A file that stands for a photo, or part of one, until the photo arrives. */
export interface Unfinished {
  /** The name that the photo will have. */
  readonly photo: string;
  /** Completes the file's name in a message: "a placeholder of iCloud Drive". */
  readonly what: string;
}

const PLACEHOLDER = 'a placeholder of a cloud drive';
const DOWNLOAD = 'a download that has not ended';
const TRANSFER = 'a transfer that has not ended';

/** The first group is the photo's name. */
const UNFINISHED: readonly (readonly [name: RegExp, what: string])[] = [
  [/^\.(.+)\.icloud$/i, 'a placeholder of iCloud Drive'],
  [/^(.+)\.(?:cloud|nextcloud|owncloud|rsls|gdlink)$/i, PLACEHOLDER],
  // Firefox, Chrome and Edge, Safari, Opera, aria2.
  [/^(.+)\.(?:part|partial|crdownload|download|opdownload|aria2)$/i, DOWNLOAD],
  // rclone, WinSCP, Resilio, Syncthing, rsync.
  [/^(.+)\.[0-9a-f]{8}\.partial$/i, TRANSFER],
  [/^(.+)\.(?:filepart|!sync)$/i, TRANSFER],
  [/^(?:~syncthing~|\.syncthing\.)(.+)\.tmp$/, TRANSFER],
  [/^\.(.+)\.[A-Za-z0-9]{6}$/, TRANSFER],
];

/** The photo that a file stands for; undefined for any other file. */
export function unfinishedPhoto(name: string): Unfinished | undefined {
  for (const [pattern, what] of UNFINISHED) {
    const photo = pattern.exec(name)?.[1];
    if (photo !== undefined && PHOTO_EXTENSION.test(photo)) return { photo, what };
  }
  return undefined;
}

/** Names of backup and unfinished files that programs leave next to the original. */
const REMNANT =
  /(^#.*#|~|\.(bak|backup|old|orig|sav|save|tmp|temp|swp|part|partial|crdownload|download|opdownload|filepart)|_original)$/i;

/** Whether a name is that of a backup, temporary or partial file: never a photo to enroll. */
export function isRemnant(name: string): boolean {
  return REMNANT.test(name);
}

/** "Copy" in the languages of systems that name files so. */
const COPY =
  '(?:copy|copie|copia|cópia|kopie|kopia|kopi|kopio|kópia|копия|копія|コピー|副本|拷贝|복사본)';

/** Additions to a user ID in file names; the first group is the ID without them. */
const ADDED: readonly (readonly [name: RegExp, problem: string])[] = [
  [/^.*[\\/]([^\\/]+)$/s, 'has a path in it'],
  [new RegExp(`^(.+?)${PICTURE_EXTENSION.source}.*$`, 'isu'), 'has two extensions'],
  [/^(.+?)\.(?:pdf|docx?|xlsx?|pptx?|zip|psd|dng|nef|cr2|mov|mp4)$/is, 'has two extensions'],
  [/^(.+?)\.+$/s, 'has a dot too many'],
  // Browsers and Windows: "1006 (1)", "1006(2)", "1006[1]".
  [/^(.+?)\s?(?:\(\d{1,3}\)|\[\d{1,3}\])$/s, 'is that of a copy'],
  [/^(.+?)(?:%[0-9A-F]{2})+$/is, 'is written as in a web address'],
  [/^(.+?)[-_ ](?:thumb(?:nail)?|preview)$/is, 'is that of a thumbnail'],
  // Windows and macOS: "1006 - Copy (2)", "1006 copy 2".
  [new RegExp(`^(.+?)[\\s._–—-]+${COPY}(?:\\s*\\(?\\d{1,3}\\)?)?$`, 'isu'), 'is that of a copy'],
  // GNOME, Dropbox, Nextcloud: "1006 (another copy)", "1006 (Ann's conflicted copy 2026-11-02)".
  [new RegExp(`^(.+?)\\s*\\([^()]*${COPY}[^()]*\\)$`, 'isu'), 'is that of a copy'],
  // "Copy of 1006", "Copy (2) of 1006", "Kopie von 1006".
  [
    new RegExp(
      `^${COPY}(?:\\s*\\(\\d{1,3}\\))?\\s+(?:of|von|van|de|di|da|av|af|z)\\s+(.+)$`,
      'isu',
    ),
    'is that of a copy',
  ],
  [/^(.+)\.sync-conflict-\d{8}-\d{6}(?:-\w+)?$/s, 'is that of a copy'],
  // Google Photos.
  [/^(.+?)[-_ ]edited$/is, 'is that of an edited copy'],
];

/** Why a user ID read from a file name is doubtful, and which one may be meant. */
export interface Doubt {
  /** Completes the file's name in a message. */
  readonly problem: string;
  readonly meant: string;
}

/** Detects what file systems, browsers and archives add to a name; undefined where nothing was added. */
export function doubtOf(userId: string): Doubt | undefined {
  const problem = firstAdded(userId)?.problem;
  if (problem === undefined) return undefined;
  let meant = userId;
  for (let added = firstAdded(meant); added; added = firstAdded(meant)) meant = added.rest;
  return { problem, meant };
}

function firstAdded(name: string): { readonly problem: string; readonly rest: string } | undefined {
  for (const [pattern, problem] of ADDED) {
    const rest = pattern.exec(name)?.[1];
    if (rest !== undefined) return { problem, rest };
  }
  return undefined;
}
