import { wholeFrom } from '../../domain/option-values.js';
import { collection, file, number, reference } from './row.js';

/** In the working folder. */
const DEFAULT_DATABASE = 'faceenroll.db';

/** Up to a day: what is not free by then will not be. */
export const WAIT_RANGE = wholeFrom(0, 86_400);

export const DATABASE_OPTION = {
  db: file('the database', { default: DEFAULT_DATABASE, env: 'FACEENROLL_DB' }),
};

/** Which database, and which collection in it. */
export const COLLECTION_OPTIONS = {
  ...DATABASE_OPTION,
  collection: collection('the collection of users in the database', {
    ...{ default: 'default', isRemembered: true },
  }),
};

/** Its variables are not named here: a value of the environment may be repeated in an error. */
export const KEY_OPTION = {
  keyFile: file(
    'the key that templates are encrypted with (env: FACEENROLL_KEY_FILE, FACEENROLL_KEY)',
  ),
};

/** Of all that writes. */
export const WRITE_OPTIONS = {
  wait: number(
    WAIT_RANGE,
    'seconds',
  )('wait this long while another run works on the database (default: exit 4 at once)'),
  reference: reference(
    'a number of your own, such as a ticket; it is kept with the run and its audit rows',
  ),
};
