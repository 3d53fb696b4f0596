import { type Catalog, type Catalogs, ENGLISH } from './texts.js';

/** The languages that are there without a customer's own. */
export const CATALOGS: Catalogs = new Map<string, Catalog>([['en', ENGLISH]]);
