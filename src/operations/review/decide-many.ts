import type { Denial, Reviewed } from '../../domain/reviewed.js';
import type { ReviewedPhoto } from '../../render/reviewed.js';
import type { FileContext } from '../context.js';
import { recordsOf } from '../links/records.js';
import type { Records } from '../links/types.js';
import { onlyOf, type ValuesOf } from '../options/row.js';
import { deny } from './deny.js';
import { makeReviewDesk } from './desk.js';
import { openForMoment } from './in-service.js';
import {
  APPROVAL_OPTIONS,
  type REVIEW_APPROVE_OPTIONS,
  type REVIEW_DENY_OPTIONS,
} from './options.js';
import { mailSettings, tellPeople } from './tell.js';

/** Photos that were named, and what becomes of each, in their order. */
type Decided = AsyncIterable<ReviewedPhoto>;

type ApproveInput = ValuesOf<typeof REVIEW_APPROVE_OPTIONS> & {
  readonly photoId: readonly string[];
};

/** Approves photos one by one, and tells the people. */
export async function* approvePhotos(context: FileContext, input: ApproveInput): Decided {
  const { host, db } = context;
  const { photoId, allowLookAlike = [], reference, wait } = input;
  const mail = mailSettings(input, host);
  // The journal notes what the service is told: nothing of mails belongs there.
  const settings = onlyOf(APPROVAL_OPTIONS, input);
  const service = await openForMoment(context, { ...settings, command: 'review approve' });
  try {
    const desk = makeReviewDesk(service, mail);
    const by = { signal: host.signal, reference };
    yield* decided(photoId, service, (id) => desk.approve(id, by, allowLookAlike));
  } finally {
    await service.close();
  }
  const records = recordsOf({ db, wait }, host);
  try {
    await tellPeople(records, mail, context);
  } finally {
    records.close();
  }
}

type DenyInput = ValuesOf<typeof REVIEW_DENY_OPTIONS> & { readonly photoId: readonly string[] };

/** Denies photos one by one, and tells the people. It needs neither models nor the key. */
export async function* denyPhotos(context: FileContext, input: DenyInput): Decided {
  const { host, db } = context;
  const { photoId, reason, note = null, reference, wait } = input;
  const mail = mailSettings(input, host);
  const records = recordsOf({ db, wait }, host);
  const why: Denial = { reason, note };
  try {
    yield* decided(photoId, records, (id) =>
      records.write((store) => deny(store, id, { reference }, why)),
    );
    await tellPeople(records, mail, context);
  } finally {
    records.close();
  }
}

/** Each photo once. */
async function* decided(
  photos: readonly string[],
  records: Pick<Records, 'read'>,
  decide: (submissionId: string) => Promise<Reviewed>,
): Decided {
  for (const submissionId of new Set(photos)) {
    const found = records.read(({ submissions }) => submissions.find(submissionId));
    const { collection = null, userId = null } = found ?? {};
    yield { submissionId, collection, userId, reviewed: await decide(submissionId) };
  }
}
