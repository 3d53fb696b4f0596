/**
 * The last slot of imports (face_image_file1, 2, ...). Automatic templates take later ones: an
 * imported photo must find its slot free, and an export has no column for a face that nobody
 * imported.
 */
export const LAST_IMPORT_SLOT = 999;

export const FIRST_AUTOMATIC_SLOT = 1001;
