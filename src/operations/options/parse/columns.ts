import { fieldOf, normalized } from '../../../domain/csv-fields.js';
import {
  FACE_COLUMNS,
  type FieldColumn,
  type ListColumn,
  OWN_USER_COLUMNS,
} from '../../../domain/gallery.js';
import { quoted } from '../../../domain/text.js';
import { ValueError } from './value-error.js';

/** Before the name of a column of the customer's that is called like one of ours. */
const CUSTOMERS = 'fields.';

/** The field that a name means: one of ours, however it is spelled, else the customer's to the letter. */
export function fieldColumn(name: string): FieldColumn {
  if (name.startsWith(CUSTOMERS)) return { kind: 'extra', heading: name.slice(CUSTOMERS.length) };
  const field = fieldOf(name);
  if (field?.kind === 'known') return field;
  if (field === undefined) return { kind: 'extra', heading: name };
  if (field.kind === 'tags') throw new ValueError('Tags are named with --tag.');
  throw new ValueError(`${quoted(name)} is no field of a user.`);
}

/** The column of `users list` that a name means. */
export function userColumn(name: string): ListColumn {
  return ownColumn(name, OWN_USER_COLUMNS) ?? fieldColumn(name);
}

/** The column of `faces list` that a name means. */
export function faceColumn(name: string): ListColumn {
  const own = ownColumn(name, FACE_COLUMNS);
  if (own) return own;
  throw new ValueError(
    `There is no column ${quoted(name)}; there are: ${FACE_COLUMNS.join(', ')}.`,
  );
}

function ownColumn(name: string, names: readonly string[]): ListColumn | undefined {
  const own = names.find((one) => normalized(one) === normalized(name));
  return own === undefined ? undefined : { kind: 'own', name: own };
}
