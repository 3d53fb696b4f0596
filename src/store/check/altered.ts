/** The finding for bytes that do not match their recorded digest. */
export const NOT_AS_STORED = 'it is not exactly what was stored';
