/** Files that operating systems and NAS leave in folders; they are nobody's photo. */
const FILES =
  /^(\..*|thumbs\.db|desktop\.ini|ehthumbs(_vista)?\.db|zbthumbnail\.info|icon\r|~\$.*|syno(file|photo)_thumb_.*)$/i;

/** Our own error reports, also unfinished ones, where the folder is also the working folder. */
const ERROR_REPORT = /\.errors(\.interrupted)?(\.\d+)?\.csv((\.\d+)?\.part)?$/i;

/**
 * Folders of thumbnails, trash and snapshots: Synology, QNAP, NetApp, Windows, macOS, Linux,
 * Lightroom and Photos keep second and deleted pictures of the same faces there.
 */
const FOLDERS =
  /^(\..*|@(eadir|tmp|recycle|recently-snapshot|syno.*|share(snap|bin)|snapshot)|#(recycle|snapshot)|~snapshot|\$recycle\.bin|recycle[dr]|system volume information|lost\+found|__macosx|thumbs|thumbnails|network trash folder|temporary items|.*\.(lrdata|photoslibrary))$/i;

/** Whether a file is passed over, and counted. */
export function isSystemFile(name: string): boolean {
  return FILES.test(name) || ERROR_REPORT.test(name);
}

/** Whether a folder is passed over even where sub-folders are taken. */
export function isSystemFolder(name: string): boolean {
  return FOLDERS.test(name);
}
