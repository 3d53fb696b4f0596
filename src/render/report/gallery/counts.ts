import type { Html } from '../../html.js';
import type { Listed } from '../document.js';
import { section, type Tile, tiles } from '../parts.js';
import { type Drawn, percentOf } from './drawn.js';

/** How many users and templates there are, and what somebody should look at. */
export function countsSection(listed: Listed, drawn: Drawn): Html {
  const { report, texts } = drawn;
  const { users, enrolled, faceless, suspicions, retention } = report;
  const tile = (
    kind: 'users' | 'enrolled' | 'faceless' | 'templates' | 'pairs' | 'due',
    value: number,
    more: Omit<Tile, 'label' | 'value'> = {},
  ): Tile => ({ label: texts.of(`gallery.counts.${kind}`), value: texts.number(value), ...more });
  const share = (count: number) => ({
    note: texts.of('gallery.share', { percent: percentOf(count, users, drawn) }),
  });
  const due = retention.due.users + retention.due.faces;
  return section(
    listed,
    tiles([
      tile('users', users),
      tile('enrolled', enrolled, share(enrolled)),
      tile('faceless', faceless.users, share(faceless.users)),
      tile('templates', report.templates),
      ...('pairs' in suspicions
        ? [tile('pairs', suspicions.pairs, { isBad: suspicions.pairs > 0 })]
        : []),
      tile('due', due, { isBad: due > 0 }),
    ]),
  );
}
