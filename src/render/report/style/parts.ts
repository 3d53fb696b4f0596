/** Numbers, facts, tables, plots and photos. */
export const PARTS = `
.tiles {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(6.5rem, 1fr));
  gap: 0.75rem;
}

.tile {
  padding: 0.75rem;
  border: 1px solid var(--line);
  border-radius: 0.375rem;
}

.tile dt,
.tile .note {
  font-size: 0.9375rem;
  color: var(--faint);
}

.tile dd {
  margin: 0;
}

.tile .value {
  font-size: 1.5rem;
  font-weight: 600;
  line-height: 1.3;
  font-variant-numeric: tabular-nums;
}

.tile.bad {
  border-color: var(--bad);
}

.tile.bad .value {
  color: var(--bad);
}

.facts {
  display: grid;
  grid-template-columns: minmax(6rem, max-content) 1fr;
  gap: 0.25rem 1rem;
}

.facts dt {
  color: var(--faint);
}

.facts dd {
  min-inline-size: 0;
  margin: 0;
}

/* A table that is too wide moves in its own box, and not the page. */
.wide {
  margin-block-end: 0.75rem;
  overflow-x: auto;
}

table {
  border-collapse: collapse;
  font-size: 0.9375rem;
}

caption {
  padding-block-end: 0.25rem;
  text-align: start;
  font-size: 0.9375rem;
  color: var(--faint);
}

th,
td {
  padding: 0.375rem 1rem 0.375rem 0;
  border-block-end: 1px solid var(--line);
  text-align: start;
  vertical-align: top;
}

th {
  font-weight: 600;
  overflow-wrap: normal;
}

.option {
  white-space: nowrap;
}

.number {
  text-align: end;
  white-space: nowrap;
  font-variant-numeric: tabular-nums;
}

th.number {
  white-space: normal;
}

/* A long name leaves the figures beside it in sight. */
th .group {
  display: inline-block;
  min-inline-size: 7rem;
  overflow-wrap: anywhere;
}

.cards {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr));
  gap: 0.75rem;
  max-inline-size: none;
  margin: 0;
  padding: 0;
  list-style: none;
}

.card {
  display: grid;
  grid-template-columns: 8rem minmax(0, 1fr);
  gap: 0.75rem;
  align-content: start;
  padding: 0.75rem;
  border: 1px solid var(--line);
  border-radius: 0.375rem;
  font-size: 0.9375rem;
}

.card > :only-child {
  grid-column: 1 / -1;
}

.card:target {
  border-color: var(--accent);
  outline: 1px solid var(--accent);
}

.card p,
.card h3,
.card h4 {
  margin-block: 0 0.25rem;
}

.card h3,
.card h4 {
  font-size: 1rem;
  line-height: 1.3;
}

.face {
  display: block;
  max-inline-size: 100%;
  block-size: auto;
  max-block-size: 10rem;
  border-radius: 0.25rem;
}

/* In place of a picture, why there is none */
.no-face {
  display: grid;
  align-self: start;
  place-items: center;
  min-block-size: 6rem;
  margin: 0;
  padding: 0.5rem;
  border: 1px dashed var(--faint);
  border-radius: 0.25rem;
  text-align: center;
  font-size: 0.875rem;
  color: var(--faint);
}
`;
