import type { SuspectedPair, SuspectedUser, Suspicions } from '../../../domain/gallery-report.js';
import { printable } from '../../../domain/text.js';
import { type Html, html } from '../../html.js';
import type { Listed } from '../document.js';
import { foreign, section, sectionEnd, sectionStart } from '../parts.js';
import { facePicture } from '../run/face-picture.js';
import { command, type Drawn } from './drawn.js';

/** Users who may be one person, as pairs of faces side by side. */
export function* pairsSection(listed: Listed, drawn: Drawn): Generator<Html> {
  const { report, texts } = drawn;
  const { suspicions } = report;
  if (!('pairs' in suspicions)) {
    yield section(listed, html`<p>${whyNot(suspicions.reason, drawn)}</p>`);
    return;
  }
  const similarity = texts.number(suspicions.similarity, 4);
  if (suspicions.pairs === 0) {
    const none = texts.of('gallery.pairs.none', { similarity });
    yield section(listed, html`<p>${none}</p>\n${allowed(suspicions, drawn)}`);
    return;
  }
  const found = texts.counted('gallery.pairs.found', suspicions.pairs, { similarity });
  const allow = command(drawn, 'duplicates', 'allow', '<user-a>', '<user-b>', '--reason', '<text>');
  yield html`${sectionStart(listed)}<p>${found} ${chance(suspicions, drawn)}</p>
${allowed(suspicions, drawn)}<p>${texts.of('pairs.intro')}</p>
<p>${texts.html('gallery.pairs.advice', { command: allow })}</p>
${more(suspicions, drawn)}<ul class="pairs">
`;
  // One by one: each has two pictures.
  for (const [n, pair] of suspicions.first.entries()) yield pairItem(pair, n + 1, drawn);
  yield html`</ul>\n${sectionEnd()}`;
}

/** Reasons name folders, and may name users. */
function whyNot(reason: string | null, { texts, look }: Drawn): string {
  if (reason === null) return texts.of('gallery.pairs.noPack');
  if (look.anonymous) return texts.of('gallery.pairs.notCompared.anonymous');
  return texts.of('gallery.pairs.notCompared', { reason: printable(reason) });
}

/** How many of them are to be expected by chance. */
function chance({ falseAlarms }: Suspicions, { texts }: Drawn): string | undefined {
  if (falseAlarms === null) return undefined;
  const about = Number(falseAlarms.toPrecision(2));
  if (about < 1) return texts.of('gallery.pairs.chance.few');
  return texts.counted('gallery.pairs.chance', Math.round(about));
}

function allowed({ allowed }: Suspicions, { texts }: Drawn): Html | undefined {
  if (allowed === 0) return undefined;
  return html`<p>${texts.counted('gallery.pairs.allowed', allowed)}</p>\n`;
}

function more({ pairs, first }: Suspicions, drawn: Drawn): Html | undefined {
  if (first.length === pairs) return undefined;
  const { texts } = drawn;
  const values = {
    n: texts.number(first.length),
    command: command(drawn, 'duplicates', 'scan', '--csv', 'pairs.csv'),
  };
  return html`<p>${texts.html('gallery.pairs.first', values)}</p>\n`;
}

function pairItem(pair: SuspectedPair, n: number, drawn: Drawn): Html {
  const { texts, look } = drawn;
  const similarity = texts.of('gallery.pairs.similarity', {
    similarity: texts.number(pair.similarity, 4),
  });
  const [user, other] = pair.users.map(({ userId }) => foreign(userId));
  const heading = look.anonymous
    ? texts.of('gallery.pairs.number', { n: texts.number(n) })
    : texts.html('gallery.pairs.alike', { user, other });
  return html`<li class="pair">
${!look.anonymous && html`<div class="faces">\n${pair.users.map((one) => face(one, drawn))}</div>\n`}<p><strong>${heading}</strong></p>
<p>${similarity}. ${meaningOf(pair, drawn)}</p>
</li>
`;
}

function face({ userId, faceId }: SuspectedUser, drawn: Drawn): Html {
  const alt = drawn.texts.of('gallery.alt', { user: printable(userId) });
  return html`<figure>
${facePicture(drawn.pictureOf(faceId), alt, drawn)}
<figcaption>${foreign(userId)}</figcaption>
</figure>
`;
}

/** From this rate on, "one of N" says less than percent. */
const FREQUENT = 0.1;
/** No table says anything of rates that are as low. */
const RARE = 1e-9;

/** How many pairs of different people are as similar. */
function meaningOf({ fmr }: SuspectedPair, { texts }: Drawn): string {
  if (fmr === null) return texts.of('gallery.pairs.unknown');
  if (fmr < RARE) return texts.of('gallery.pairs.rare');
  if (fmr >= FREQUENT) return texts.of('gallery.pairs.percent', { percent: texts.percent(fmr) });
  const n = texts.number(Number((1 / fmr).toPrecision(2)));
  return texts.of('gallery.pairs.rate', { n });
}
