/** Extensions of photos that can be enrolled. */
export const PHOTO_EXTENSION = /\.(jpe?g|jpe|jfif|png)$/i;

/** Extensions of all pictures, anywhere in a name: "1005.heic.jpg", "1005.jpg.old". */
export const PICTURE_EXTENSION =
  /\.(jpe?g|jpe|jfif|png|heic|heif|webp|gif|bmp|tiff?|avif|jxl|jp2|j2k|jxr)(?![\p{L}\p{N}])/iu;
