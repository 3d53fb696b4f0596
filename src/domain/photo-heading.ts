/**
 * Words for a photo of a person, in the languages of the lists seen so far: English, German,
 * French, Spanish, Italian, Portuguese, Dutch, Polish, Czech, Nordic, Turkish, Russian, Chinese,
 * Japanese, Korean.
 */
const PHOTO_WORDS = new Set(
  `photo photos photograph photographs picture pictures pic pics image images img imgs portrait
  portraits face faces headshot headshots mugshot selfie avatar jpg jpeg png
  foto fotos bild bilder lichtbild passbild passfoto porträt portrat gesicht
  visage fotografía fotografia imagen imágenes imagenes retrato rostro
  immagine immagini ritratto volto imagem imagens afbeelding pasfoto portret
  zdjęcie zdjecie fotka fotografie billede bilde porträtt portrett fotoğraf fotograf resim фото фотография
  照片 相片 头像 頭像 图片 圖片 写真 顔写真 画像 사진`
    .split(/\s+/)
    .map((word) => word.normalize('NFC')),
);

/** Words that may accompany one of them in the heading of a column of files. */
const OTHER_WORDS = new Set(
  `file files filename filenames name path url link src source user users employee emp staff person
  member student customer visitor profile personal passport badge card official current new main
  primary front left right side frontal my the of de del di da do du des la le
  no nr number datei dateiname pfad fichier archivo fichero bestand ruta nom nombre`.split(/\s+/),
);

/**
 * Whether a heading names a column of photos: it has a word for them, and none that changes the
 * meaning, as in "photo consent", "image rights" and "photo date".
 */
export function looksLikePhotos(heading: string): boolean {
  const words = heading
    .normalize('NFC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{M}]+/u)
    .filter((word) => word !== '')
    .flatMap(takenApart);
  return words.every(isKnown) && words.some((word) => PHOTO_WORDS.has(word));
}

function isKnown(word: string): boolean {
  return PHOTO_WORDS.has(word) || OTHER_WORDS.has(word);
}

/** "faceimage" and "photofile" are two words written as one. */
function takenApart(word: string): readonly string[] {
  if (isKnown(word)) return [word];
  for (let at = 2; at < word.length - 1; at += 1) {
    const parts = [word.slice(0, at), word.slice(at)];
    if (parts.every(isKnown)) return parts;
  }
  return [word];
}
