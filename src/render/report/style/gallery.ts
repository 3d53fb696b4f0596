/** What only the report on a collection has. */
export const GALLERY = `
.ids {
  columns: 9rem;
  max-inline-size: none;
  margin: 0 0 0.75rem;
  padding: 0;
  list-style: none;
}

.ids li {
  break-inside: avoid;
}
`;
