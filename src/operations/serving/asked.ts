import type { Entry } from '../../domain/entry.js';
import { checkUserId } from '../../domain/user-id.js';
import type { DeskRequest } from '../../enroll/desk/request.js';
import type { ServedRuns } from '../../enroll/desk/served-runs.js';
import type { ModelPack } from '../../models/packs.js';
import { refuseOtherEncoder } from '../compare/other-encoder.js';
import { importOptions } from '../imports/import-options.js';
import { extractorOf, factsOf } from '../imports/import-run.js';
import type { Caller, EnrollRequest, EnrollSettings } from './types.js';

/** A request as the desk has it, before its photos are extracted. */
export type Asked = Omit<DeskRequest, 'extractions' | 'inTransaction'>;

/** What requests are completed with. */
interface Service {
  readonly settings: EnrollSettings;
  readonly pack: ModelPack;
  /** Whether the pack was chosen for this service, whatever the collection has. */
  readonly isPackNamed: boolean;
  readonly runs: Pick<ServedRuns, 'idOf'>;
}

/** @throws {FatalError} if photos cannot be judged as the request says. */
export function askedBy(request: EnrollRequest, caller: Caller, service: Service): Asked {
  const { pack } = service;
  const { collection } = request;
  const settings = { ...service.settings, ...request.options, collection };
  const { createMissing, ifUserExists = 'preserve' } = settings;
  const users = { ifUserExists, missingUsers: createMissing ? 'create' : 'refuse' } as const;
  const options = importOptions(settings, users, pack.models.liveness !== undefined);
  const { keyId, reference } = caller;
  return {
    entry: entryOf(request, Boolean(settings.allowOddIds)),
    options,
    encoder: pack.encoder,
    encoderFacts: factsOf(pack),
    extractor: extractorOf(pack.encoder, options),
    origin: { runId: service.runs.idOf(collection), reference, keyId },
    refuseEncoder: (part) => refuseOtherEncoder(part, pack, service.isPackNamed),
  };
}

function entryOf(request: EnrollRequest, allowOddIds: boolean): Entry {
  const { userId, photos, user, metadata, allowDuplicateOf } = request;
  const failure = checkUserId(userId, allowOddIds);
  return {
    ...{ userId, isExact: true, cells: [] },
    photos: photos.map(({ name }, i) => ({ slot: i + 1, file: name })),
    ...(user && { user }),
    ...(metadata && { metadata }),
    ...(allowDuplicateOf && { allowDuplicateOf }),
    ...(failure && { failure }),
  };
}
