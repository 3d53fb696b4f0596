import type { Contexts } from '../operations/context.js';
import type { Arguments, InputOf, Operation } from '../operations/operation.js';
import { THUMBNAILS_OPTION } from '../operations/options/import.js';
import { PHOTO_OPTIONS } from '../operations/options/photo.js';
import { type Rows, withDefaults } from '../operations/options/row.js';
import type { ServingPlace } from '../operations/serving/serving.js';
import type { Ask } from './route.js';
import type { Server } from './server.js';

/** A request with the members of its address. */
export type Asked = Ask<Readonly<Record<string, string>>>;

export type Values = Readonly<Record<string, unknown>>;

/** Does an operation for a request; what `said` leaves open is as the server was started, or usual. */
export function performed<
  A extends Arguments,
  O extends Rows,
  Output,
  Opens extends keyof Contexts,
  T,
>(
  server: Server,
  operation: Operation<A, O, Output, Opens>,
  said: Values,
  ask: Asked,
  use: (output: Output, context: Contexts[Opens]) => T | Promise<T>,
  more: Pick<ServingPlace, 'photos' | 'outcome'> & { readonly named?: Values } = {},
): Promise<T> {
  const input = {
    ...withDefaults(operation.options, {}),
    ...startedWith(operation.options, server.service),
    ...said,
  };
  const { named = {}, ...others } = more;
  const place = { ...placeOf(ask, named), ...others };
  return server.service.perform(operation, input as unknown as InputOf<A, O>, place, use);
}

/** What a photo must be, and by which models it is looked at, says whoever starts the server. */
const STARTED_WITH = Object.keys({ ...PHOTO_OPTIONS, ...THUMBNAILS_OPTION });

/** The rows with the defaults that the server was started with. */
export function startedRows(
  rows: Rows,
  service: Server['service'],
  names: readonly string[] = STARTED_WITH,
): Rows {
  const settings: Values = { ...service.settings };
  const all = Object.entries(rows).map(([name, row]) => {
    const usual = names.includes(name) ? settings[name] : undefined;
    return [name, usual === undefined ? row : { ...row, default: usual }];
  });
  return Object.fromEntries(all);
}

export function startedWith(
  rows: Rows,
  { settings }: Server['service'],
  names: readonly string[] = STARTED_WITH,
): Values {
  const said = Object.entries(settings).filter(
    ([name]) => names.includes(name) && Object.hasOwn(rows, name),
  );
  return Object.fromEntries(said);
}

function placeOf({ key, signal, params }: Asked, named: Values): ServingPlace {
  const { reference } = named;
  return {
    collection: params.collection,
    caller: {
      ...{ keyId: key.keyId, signal },
      ...(typeof reference === 'string' && { reference }),
    },
    isGiven: (option) => Object.hasOwn(named, option),
  };
}
