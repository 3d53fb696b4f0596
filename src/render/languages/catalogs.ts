import ar from './catalogs/ar.json' with { type: 'json' };
import de from './catalogs/de.json' with { type: 'json' };
import es from './catalogs/es.json' with { type: 'json' };
import fr from './catalogs/fr.json' with { type: 'json' };
import he from './catalogs/he.json' with { type: 'json' };
import hi from './catalogs/hi.json' with { type: 'json' };
import it from './catalogs/it.json' with { type: 'json' };
import ja from './catalogs/ja.json' with { type: 'json' };
import ko from './catalogs/ko.json' with { type: 'json' };
import nl from './catalogs/nl.json' with { type: 'json' };
import pl from './catalogs/pl.json' with { type: 'json' };
import ptBR from './catalogs/pt-BR.json' with { type: 'json' };
import ptPT from './catalogs/pt-PT.json' with { type: 'json' };
import tr from './catalogs/tr.json' with { type: 'json' };
import vi from './catalogs/vi.json' with { type: 'json' };
import zhHans from './catalogs/zh-Hans.json' with { type: 'json' };
import zhHant from './catalogs/zh-Hant.json' with { type: 'json' };
import { type Catalog, type Catalogs, ENGLISH } from './texts.js';

/** The languages that are there without a customer's own. */
export const CATALOGS: Catalogs = new Map<string, Catalog>([
  ['en', ENGLISH],
  ['de', de],
  ['fr', fr],
  ['es', es],
  ['it', it],
  ['nl', nl],
  ['pl', pl],
  ['pt-BR', ptBR],
  ['pt-PT', ptPT],
  ['tr', tr],
  ['ar', ar],
  ['he', he],
  ['zh-Hans', zhHans],
  ['zh-Hant', zhHant],
  ['ja', ja],
  ['ko', ko],
  ['vi', vi],
  ['hi', hi],
]);
