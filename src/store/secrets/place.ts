/** The owner of a data key: a user, or (null) the samples of a collection. */
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

/** The place of a data key itself, wrapped by the master key. */
export function keyPlace({ collection, userId }: KeyOwner): string {
  return JSON.stringify(
    userId === null ? ['key of samples', collection] : ['key of a user', collection, userId],
  );
}
