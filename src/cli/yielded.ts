/** What `tell` makes of each thing that is found, when it is found; returns what is known in the end. */
export function* yielded<Found, End, T>(
  found: Generator<Found, End>,
  tell: (one: Found) => Iterable<T>,
): Generator<T, End> {
  for (;;) {
    const next = found.next();
    if (next.done) return next.value;
    yield* tell(next.value);
  }
}
