/** What one request may bring and take, each with its reason. */

/** A photo: the published limit of the interface. */
export const MAX_IMAGE_BYTES = 10_000_000;

/** A body of JSON with photos as base64, as published; 37 MB of photos. */
export const MAX_JSON_PHOTOS_BYTES = 50_000_000;

/** Any other body of JSON: options and metadata. */
export const MAX_JSON_BYTES = 1_000_000;

/** Images of one person in a body of JSON; more would not tell more of a face. */
export const MAX_ENROLL_IMAGES = 100;

/** Photos of one batch: with photos of 1 MB, as many as are extracted within half a minute. */
export const MAX_BATCH_PHOTOS = 1_000;

/** A batch of more is a job: whoever waits for an answer gives up after a minute or so. */
export const MAX_PHOTOS_AT_ONCE = 20;

/** All bytes of one batch, in memory while it is worked on. */
export const MAX_BATCH_BYTES = 200_000_000;

/** All photos of a request that compares them or looks at them. */
export const MAX_COMPARED_BYTES = 50_000_000;

/** All bodies that are worked on at the same time, in memory: eight of the largest. */
export const MAX_UPLOADS_BYTES = 400_000_000;

/** A CSV that is imported. */
export const MAX_CSV_BYTES = 50_000_000;

/** Metadata of a face, tags, dates: no field of a form is longer. */
export const MAX_FIELD_BYTES = 100_000;

/** Rows of a page: half a megabyte of users. */
export const MAX_PAGE_SIZE = 1_000;

/** Bytes of all headers together, as Node has it; what is longer is answered with 431. */
export const MAX_HEADER_BYTES = 16_384;

/** A part of an address: a user ID of 256 characters, each of them up to four bytes of UTF-8 as %F0. */
export const MAX_PARAM_LENGTH = 3_072;

/** Time for the headers: they come in one packet or two. */
export const HEADERS_TIMEOUT_MS = 10_000;

/** Time for a whole request: a photo of 10 MB at 40 KB/s. */
export const REQUEST_TIMEOUT_MS = 300_000;

/** How often Node looks for headers and requests that have taken too long. */
export const TIMEOUTS_CHECKED_MS = 2_000;

/** Time for the handshake of TLS: a few packets. */
export const HANDSHAKE_MS = 10_000;

/** How long an idle connection stays. */
export const KEEP_ALIVE_MS = 5_000;

/** The least that a body must bring each second, after `GRACE_MS`: mobile networks are faster. */
export const LEAST_BYTES_PER_SECOND = 2_000;
export const GRACE_MS = 10_000;

/**
 * What is still read of a body after the answer, so that clients that send all before they read
 * see why it was refused: a photo of 11 MB. Then the connection is closed.
 */
export const MAX_UNREAD_BYTES = 16_000_000;
export const UNREAD_MS = 5_000;

/** How long a server that was told to stop waits for what it has begun: a photo, and whoever waits for the database. */
export const STOP_WITHIN_MS = 75_000;

/** Open connections, of all and of one address; a proxy that is trusted counts as many. */
export const MAX_CONNECTIONS = 1_024;
export const MAX_CONNECTIONS_OF_ONE = 128;

/** Attempts with a wrong key that one address may make in a minute. */
export const MAX_WRONG_KEYS = 30;

/** How long the answer to a request with an `Idempotency-Key` is kept. */
export const ANSWERS_KEPT_MS = 24 * 3_600_000;

/** Photos of one batch that are worked on at a time: enough for every worker, and others get in between. */
export const BATCH_PHOTOS_AT_WORK = 16;

/** All fields of one batch: IDs, and metadata of 10 KB for each photo. */
export const MAX_BATCH_FIELD_BYTES = 10_000_000;

/** Jobs that are worked on at a time; others wait. */
export const JOBS_AT_WORK = 2;

/** Jobs that wait or are worked on: their photos lie in memory. */
export const MAX_JOBS = 50;

/** How long the results of a job can be asked for after its end. */
export const JOB_KEPT_MS = 3_600_000;

/** Jobs that have ended and are kept, and their results together: some 100 MB. */
export const MAX_ENDED_JOBS = 1_000;
export const MAX_KEPT_RESULTS = 100_000;

/** How long a job waits before it tries a photo again for which there was no room. */
export const BUSY_PAUSE_MS = 1_000;

/** How often the use of keys is written to the audit. */
export const KEY_USE_EVERY_MS = 60_000;

/**
 * Requests for links that do not work, from one address: a scanner of mails, or an office where
 * many look at an old mail, stays below that; whoever guesses tokens does not.
 */
export const UNKNOWN_LINKS = { atMost: 20, spanMs: 600_000 };

/** Requests for one link: a person sends a photo, and looks at the answer. */
export const LINK_REQUESTS = { atMost: 30, spanMs: 60_000 };

/** Forms that come from one address: an office of a thousand people has one. */
export const POSTS_OF_ONE = { atMost: 600, spanMs: 60_000 };
