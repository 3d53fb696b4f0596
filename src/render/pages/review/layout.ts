import { type Html, html, textOf } from '../../html.js';

/** Where the review page is. */
export const REVIEW = '/review';

/** An operator who has signed in, as pages need to know. */
export interface SignedIn {
  /** The name of the key. */
  readonly name: string;
  readonly csrf: string;
  /** Those that the key may know of. */
  readonly collections: readonly { readonly name: string; readonly waiting: number }[];
  readonly collection: string;
}

/** What every page for operators has around its content. */
export interface OperatorPage {
  readonly assets: { readonly styles: readonly string[]; readonly script: string };
  /** Undefined before that. */
  readonly signedIn: SignedIn | undefined;
  /** What was done just now. */
  readonly news: readonly string[];
}

/** The content of a page for operators. */
export interface OperatorContent {
  readonly state: 'signin' | 'queue' | 'item' | 'problem';
  readonly title: string;
  readonly main: Html;
}

/** A whole document. It is in English, as commands are. */
export function operatorDocument(page: OperatorPage, content: OperatorContent): string {
  const { assets, signedIn, news } = page;
  const { state, title, main } = content;
  const styles = assets.styles.map((style) => html`<link rel="stylesheet" href="${style}">\n`);
  return textOf(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<title>${title} – faceenroll review</title>
<link rel="icon" href="data:,">
${styles}<script type="module" src="${assets.script}"></script>
</head>
<body class="review">
<a class="skip" href="#main">Skip to the content</a>
<header>
<p class="company"><a href="${queueAddress(signedIn?.collection)}">faceenroll review</a></p>
${signedIn && operatorMenu(signedIn)}
</header>
<main id="main" data-state="${state}">
<div id="status" role="status" aria-live="polite">${news.map((text) => html`<p>${text}</p>\n`)}</div>
${main}
</main>
</body>
</html>
`);
}

/** Where the queue of a collection is. */
export function queueAddress(collection: string | undefined, page = 1): string {
  const query = new URLSearchParams({
    ...(collection !== undefined && { collection }),
    ...(page > 1 && { page: String(page) }),
  });
  return query.size > 0 ? `${REVIEW}?${query}` : REVIEW;
}

/** What shows that a form was made for the session. */
export function csrfField({ csrf }: Pick<SignedIn, 'csrf'>): Html {
  return html`<input type="hidden" name="csrf" value="${csrf}">`;
}

function operatorMenu(signedIn: SignedIn): Html {
  return html`<div class="operator">
${collectionMenu(signedIn)}
<form method="post" action="${REVIEW}/sign-out">
${csrfField(signedIn)}
<span class="hint">Key: <bdi>${signedIn.name}</bdi></span>
<button type="submit">Sign out</button>
</form>
</div>`;
}

function collectionMenu({ collections, collection }: SignedIn): Html | undefined {
  if (collections.length < 2) return undefined;
  const options = collections.map(({ name, waiting }) => {
    const selected = name === collection && html` selected`;
    return html`<option value="${name}"${selected}>${name} (${waiting})</option>\n`;
  });
  return html`<form method="get" action="${REVIEW}">
<label for="collection">Collection</label>
<select id="collection" name="collection">
${options}</select>
<button type="submit">Open</button>
</form>`;
}
