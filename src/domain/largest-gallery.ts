export interface EncodedTemplates {
  readonly collection: string;
  readonly encoder: string;
  readonly templates: number;
}

/** The collection with the most templates, and their most frequent encoder. */
export interface LargestGallery extends EncodedTemplates {
  /** Whether there are other collections. */
  readonly isOneOfMany: boolean;
}

/** The largest collection of a database; undefined if nobody is enrolled. */
export function largestGallery(counts: readonly EncodedTemplates[]): LargestGallery | undefined {
  const byCollection = Map.groupBy(counts, ({ collection }) => collection);
  const galleries = [...byCollection].flatMap(([collection, encoders]) => {
    const [most] = encoders.toSorted((a, b) => b.templates - a.templates);
    const templates = encoders.reduce((sum, one) => sum + one.templates, 0);
    return most ? [{ collection, encoder: most.encoder, templates }] : [];
  });
  const [largest] = galleries.toSorted((a, b) => b.templates - a.templates);
  return largest && { ...largest, isOneOfMany: galleries.length > 1 };
}
