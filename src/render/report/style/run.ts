/** What only the report on a run has. */
export const RUN = `
.options,
.rows {
  display: flex;
  flex-wrap: wrap;
  gap: 0 1.25rem;
  max-inline-size: none;
  margin: 0;
  padding: 0;
  list-style: none;
}

.pairs {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr));
  gap: 0.75rem;
  max-inline-size: none;
  margin: 0;
  padding: 0;
  list-style: none;
}

.pair {
  padding: 0.75rem;
  border: 1px solid var(--line);
  border-radius: 0.375rem;
}

.pair > :last-child {
  margin: 0;
}

.faces {
  display: grid;
  grid-template-columns: 1fr 1fr;
  gap: 0.75rem;
  margin-block-end: 0.5rem;
}

.faces figure {
  margin: 0;
}

.faces .no-face {
  aspect-ratio: 1;
}

.faces .face {
  inline-size: 100%;
  max-block-size: none;
  aspect-ratio: 1;
  object-fit: contain;
  background: var(--page);
}

.card ul {
  margin: 0;
  padding: 0;
  list-style: none;
}

.advice {
  color: var(--faint);
}

.code {
  color: var(--bad);
}

a .code {
  color: inherit;
}

/* Messages of failures begin in the middle of a sentence. */
.message::first-letter {
  text-transform: uppercase;
}

@media (min-width: 40rem) {
  th wbr {
    display: none;
  }
}
`;
