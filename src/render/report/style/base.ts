/** Page, headings and texts. */
export const BASE = `
:root {
  color-scheme: light dark;
  --text: #1d2126;
  --faint: #565d66;
  --page: #f3f4f6;
  --sheet: #ffffff;
  --line: #d5d9de;
  --shade: #c0c6cd;
  --accent: #0b57a4;
  --bad: #a61b1b;
  --bad-sheet: #fdf1f0;
  --mark-sheet: #fff6d6;
  --mark-line: #d9b53c;
}

@media screen and (prefers-color-scheme: dark) {
  :root {
    --text: #e8eaed;
    --faint: #b0b7bf;
    --page: #14171a;
    --sheet: #1e2226;
    --line: #3a4047;
    --shade: #4f5862;
    --accent: #8ec1f5;
    --bad: #ffb0a8;
    --bad-sheet: #33201f;
    --mark-sheet: #2e2917;
    --mark-line: #7d6a24;
  }
}

* {
  box-sizing: border-box;
}

html {
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  line-height: 1.45;
  color: var(--text);
  background: var(--page);
  text-size-adjust: 100%;
  overflow-wrap: anywhere;
}

body {
  max-inline-size: 80rem;
  margin: 0 auto;
  padding: 1rem;
}

header,
footer,
nav {
  margin-block-end: 1rem;
}

h1,
h2,
h3 {
  line-height: 1.25;
  text-wrap: balance;
}

h1 {
  margin-block: 0 0.25rem;
  font-size: 1.625rem;
}

h2 {
  margin-block: 0 0.75rem;
  font-size: 1.25rem;
}

h3 {
  margin-block: 1.25rem 0.5rem;
  font-size: 1.0625rem;
}

h4 {
  margin-block: 1rem 0.25rem;
}

p,
ul,
dl,
figure {
  margin-block: 0 0.75rem;
}

p,
main > section > ul {
  max-inline-size: 46rem;
}

figure {
  margin-inline: 0;
}

main > section > :last-child,
article > :last-child {
  margin-block-end: 0;
}

main > section,
.contents {
  margin-block-end: 1rem;
  padding: 1.25rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  background: var(--sheet);
}

a {
  color: var(--accent);
}

:focus-visible {
  outline: 3px solid var(--accent);
  outline-offset: 2px;
}

code {
  font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: 0.9em;
}

footer,
.maker,
.subtitle,
.hint,
figcaption {
  color: var(--faint);
}

.maker {
  margin-block-end: 0.5rem;
  font-size: 0.9375rem;
}

.hint,
figcaption {
  font-size: 0.9375rem;
}

.marks {
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem;
  max-inline-size: none;
  margin-block: 0.75rem 0;
}

.mark {
  padding: 0.25rem 0.75rem;
  border: 1px solid var(--mark-line);
  border-radius: 0.375rem;
  background: var(--mark-sheet);
}

/* What must not be overlooked */
.alert {
  padding: 0.75rem 1rem;
  border-inline-start: 0.25rem solid var(--bad);
  background: var(--bad-sheet);
}

.contents h2 {
  margin-block-end: 0.5rem;
  font-size: 1.0625rem;
}

.contents ul,
.pages ul {
  display: flex;
  flex-wrap: wrap;
  gap: 0.25rem 1.5rem;
  max-inline-size: none;
  margin: 0;
  padding: 0;
  list-style: none;
}

.contents a,
.pages a {
  display: inline-block;
  min-block-size: 1.5rem;
}
`;
