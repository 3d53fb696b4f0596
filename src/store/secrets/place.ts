/**
 * The owner of a data key: a user, or (null) the samples of a collection. In the collection without
 * a name, which no other has, it is an API key.
 */
export interface KeyOwner {
  readonly collection: string;
  readonly userId: string | null;
}

/** Where a secret belongs. */
export interface Place {
  readonly owner: KeyOwner;
  /** Unique to the place, whatever its IDs contain: they are JSON. */
  readonly name: string;
}

export function templatePlace(template: {
  readonly collection: string;
  readonly userId: string;
  readonly faceId: string;
  readonly encoder: string;
}): Place {
  const { collection, userId, faceId, encoder } = template;
  const name = JSON.stringify(['template', collection, userId, faceId, encoder]);
  return { owner: { collection, userId }, name };
}

export function profileImagePlace({
  collection,
  userId,
}: {
  readonly collection: string;
  readonly userId: string;
}): Place {
  const name = JSON.stringify(['profile image', collection, userId]);
  return { owner: { collection, userId }, name };
}

export function thumbnailPlace(
  column: 'jpeg' | 'landmarks',
  thumbnail: { readonly collection: string; readonly userId: string; readonly faceId: string },
): Place {
  const { collection, userId, faceId } = thumbnail;
  const name = JSON.stringify(['thumbnail', column, collection, userId, faceId]);
  return { owner: { collection, userId }, name };
}

export function samplePlace(
  column: 'embedding' | 'profile_image' | 'thumbnail' | 'thumbnail_landmarks',
  sample: { readonly collection: string; readonly extractor: string; readonly path: string },
): Place {
  const { collection, extractor, path } = sample;
  const name = JSON.stringify(['sample', column, collection, extractor, path]);
  return { owner: { collection, userId: null }, name };
}

/** What belongs to an API key, and to no user. */
function apiKeyOwner(keyId: string): KeyOwner {
  return { collection: '', userId: keyId };
}

/** The ID of the API key that an owner is; undefined for any other. */
export function apiKeyIdOf({ collection, userId }: KeyOwner): string | undefined {
  return collection === '' ? (userId ?? undefined) : undefined;
}

export function signingSecretPlace({ keyId }: { readonly keyId: string }): Place {
  return { owner: apiKeyOwner(keyId), name: JSON.stringify(['signing secret', keyId]) };
}

/** An answer about one user is the user's, and opens no longer when the user's key is destroyed. */
export function answerPlace(answer: {
  readonly keyId: string;
  readonly idempotencyKey: string;
  readonly collection: string | null;
  readonly userId: string | null;
}): Place {
  const { keyId, idempotencyKey, collection, userId } = answer;
  const isOfUser = collection !== null && userId !== null;
  const name = JSON.stringify(['answer', keyId, idempotencyKey, collection, userId]);
  return { owner: isOfUser ? { collection, userId } : apiKeyOwner(keyId), name };
}

/** A photo that waits for an operator is the user's, who may not have a face yet. */
export function submissionPlace(
  column: 'photo' | 'edited',
  submission: {
    readonly collection: string;
    readonly userId: string;
    readonly submissionId: string;
  },
): Place {
  const { collection, userId, submissionId } = submission;
  const name = JSON.stringify(['submission', column, collection, userId, submissionId]);
  return { owner: { collection, userId }, name };
}

/** The place of a data key itself, wrapped by the master key. */
export function keyPlace({ collection, userId }: KeyOwner): string {
  return JSON.stringify(
    userId === null ? ['key of samples', collection] : ['key of a user', collection, userId],
  );
}
