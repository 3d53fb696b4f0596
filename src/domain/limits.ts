/** What a photo may be, and why. All limits are checked before a pixel is decoded. */

/** Badge printers and phones stay below 10 MB; more is a scan or a mistake, and costs memory. */
export const MAX_FILE_BYTES = 10_000_000;

/** The same, as people are told. */
export const MAX_FILE_MB = MAX_FILE_BYTES / 1e6;

/** Below 100 x 100 px, a face has too few pixels for a template. */
export const MIN_IMAGE_SIDE = 100;

/** 50 megapixels, the sensor of a large camera: 150 MB decoded. */
export const MAX_IMAGE_PIXELS = 50_000_000;

/**
 * The least distance of the eye centres, in pixels of the photo. The encoder's input has 53; below
 * half of that, enlarging would mostly invent detail.
 */
export const MIN_EYE_DISTANCE = 24;

/**
 * Liveness below which a photo counts as one of a print or a screen: low, so that few people are
 * refused. It refuses 6 of 278 photos of people by web and door cameras, none of 2,280 portraits
 * and tight crops, and 14 of 19 photos of prints and screens. At 0.1 it would be 11, none and 17;
 * at 0.02, 5, none and 12.
 */
export const MIN_LIVENESS = 0.03;

/** A user ID is a key, not a text: longer ones come from mixed-up columns. */
export const MAX_USER_ID_LENGTH = 256;

/** One row of a CSV, in characters. A row of this size is an unclosed quote. */
export const MAX_ROW_LENGTH = 1_000_000;

/** As many columns as Excel has; a heading row with more is no list of people. */
export const MAX_COLUMNS = 16_384;

/** A profile image is shown on a badge or in a list: 640 px on its longer side. */
export const PROFILE_IMAGE_SIDE = 640;

/** Width and height of a thumbnail, in pixels: four times its eye distance. */
export const THUMBNAIL_SIDE = 256;

/** One false alarm in a thousand photos: five to review in a batch of 5,000. */
export const DEFAULT_FPIR = 0.001;

/** One stranger in a thousand may pass where a photo is compared with one user. */
export const DEFAULT_FMR = 0.001;

/** A tag is a word or two that a filter names: a longer one is a text in the wrong column. */
export const MAX_TAG_LENGTH = 100;
