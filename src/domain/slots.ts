/**
 * Slots of imports end here (face_image_file1, 2, ...); automatic templates take those behind:
 * a photo that is imported on purpose must find its slot free, and an export has no column for
 * a face that nobody imported.
 */
export const LAST_IMPORT_SLOT = 999;

/** Automatic templates take slots from here on. */
export const FIRST_AUTOMATIC_SLOT = 1001;
