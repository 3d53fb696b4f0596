import { SCOPE_NAMES } from '../../domain/scopes.js';
import { collections, flag, lastMoment, reference, words } from '../options/row.js';

export const KEYS_CREATE_OPTIONS = {
  name: reference('what the key is for, such as the program that has it', {
    ...{ isRequired: true, value: 'name' },
  }),
  scopes: words(SCOPE_NAMES, 'names')('what it allows, with commas between', {
    ...{ isRequired: true, flag: 'scope' },
  }),
  collections: collections('the collection that it works in (default: all)', {
    flag: 'collection',
  }),
  expires: lastMoment('the last day, or moment, on which it works (default: it does not expire)'),
  jwt: flag('also make a secret that signs JSON Web Tokens (HS256, HS512)'),
};
