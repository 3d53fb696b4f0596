/** Paper (A4) and telephones. */
export const MEDIA = `
/* Of a table that is moved, the caption and the first column stay; a shade says that there is more. */
@media screen and (max-width: 48rem) {
  .wide:not(.stacked) {
    container-type: inline-size;
    background:
      linear-gradient(to left, var(--sheet) 40%, transparent) right / 2.5rem 100% no-repeat local,
      linear-gradient(to left, var(--shade), transparent) right / 1.25rem 100% no-repeat scroll;
  }

  .wide:not(.stacked) caption {
    position: sticky;
    inset-inline-start: 0;
    max-inline-size: 100cqi;
  }

  .wide:not(.stacked) tr > :first-child {
    position: sticky;
    inset-inline-start: 0;
    max-inline-size: 50cqi;
    background: var(--sheet);
    /* A border of the table would not move along. */
    box-shadow: inset -1px 0 var(--line);
  }

  .wide:not(.stacked) tr > :nth-child(2) {
    padding-inline-start: 0.625rem;
  }
}

@media (max-width: 30rem) {
  body {
    padding: 0.5rem;
  }

  main > section,
  .contents {
    padding: 0.75rem;
  }

  .facts {
    grid-template-columns: 1fr;
    gap: 0;
  }

  .facts dd {
    margin-block-end: 0.5rem;
  }

  .card {
    grid-template-columns: 6rem minmax(0, 1fr);
  }

  table {
    font-size: 0.875rem;
  }

  th,
  td {
    padding-inline-end: 0.625rem;
  }

  .stacked :is(table, caption, thead, tbody) {
    display: block;
  }

  .stacked tr {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    padding-block: 0.375rem;
    border-block-end: 1px solid var(--line);
  }

  .stacked :is(th, td) {
    padding: 0;
    border: 0;
  }

  .stacked .text {
    grid-column: 1 / -1;
  }
}

@page {
  size: A4;
  margin: 15mm 14mm 18mm;

  @bottom-right {
    content: counter(page) " / " counter(pages);
    font: 9pt system-ui, sans-serif;
    color: #565d66;
  }
}

@media print {
  :root {
    color-scheme: light;
    --page: #ffffff;
  }

  html {
    font-size: 10pt;
    print-color-adjust: exact;
  }

  body {
    max-inline-size: none;
    padding: 0;
  }

  main > section,
  .contents {
    margin-block-end: 1.25rem;
    padding: 0;
    border: 0;
    border-radius: 0;
  }

  h1,
  h2,
  h3,
  h2 + p,
  h3 + p,
  caption,
  thead {
    break-after: avoid;
  }

  .card,
  .tile,
  .pair,
  figure,
  tr,
  .facts dd,
  .alert {
    break-inside: avoid;
  }

  p {
    orphans: 3;
    widows: 3;
  }

  .card,
  .pair {
    font-size: 0.85rem;
  }

  .card {
    grid-template-columns: 7rem minmax(0, 1fr);
  }

  .plots,
  .pairs {
    grid-template-columns: repeat(3, 1fr);
  }

  thead {
    display: table-header-group;
  }

  .wide {
    overflow: visible;
  }

  a {
    color: inherit;
    text-decoration: none;
  }
}
`;
