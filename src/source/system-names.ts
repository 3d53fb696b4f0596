/** Files that operating systems and NAS leave in folders; never a photo to enroll. */
const FILES =
  /^(\..*|thumbs\.db|desktop\.ini|ehthumbs(_vista)?\.db|zbthumbnail\.info|icon\r|~\$.*|syno(file|photo)_thumb_.*)$/i;

/** Our own error reports, also unfinished ones, when the folder is also the working folder. */
const ERROR_REPORT = /\.errors(\.interrupted)?(\.\d+)?\.csv((\.\d+)?\.part)?$/i;

/**
 * Folders of thumbnails, trash and snapshots: Synology, QNAP, NetApp, Windows, macOS, Linux,
 * Lightroom and Photos keep duplicate and deleted photos of the same faces there.
 */
const FOLDERS =
  /^(\..*|@(eadir|tmp|recycle|recently-snapshot|syno.*|share(snap|bin)|snapshot)|#(recycle|snapshot)|~snapshot|\$recycle\.bin|recycle[dr]|system volume information|lost\+found|__macosx|thumbs|thumbnails|network trash folder|temporary items|.*\.(lrdata|photoslibrary))$/i;

/** Whether a file is skipped, and counted. */
export function isSystemFile(name: string): boolean {
  return FILES.test(name) || ERROR_REPORT.test(name);
}

/** Whether a folder is skipped even when sub-folders are included. */
export function isSystemFolder(name: string): boolean {
  return FOLDERS.test(name);
}
