/** Number of templates, and of pairs of templates of different users, given those of each user. */
export function sizesOf(counts: ReadonlyMap<string, number>): {
  readonly templates: number;
  readonly allPairs: number;
} {
  let [templates, allPairs] = [0, 0];
  for (const own of counts.values()) {
    allPairs += own * templates;
    templates += own;
  }
  return { templates, allPairs };
}
