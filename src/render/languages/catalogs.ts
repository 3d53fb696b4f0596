import de from './catalogs/de.json' with { type: 'json' };
import es from './catalogs/es.json' with { type: 'json' };
import fr from './catalogs/fr.json' with { type: 'json' };
import it from './catalogs/it.json' with { type: 'json' };
import nl from './catalogs/nl.json' with { type: 'json' };
import pl from './catalogs/pl.json' with { type: 'json' };
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
]);
