import type { Refusal } from '../domain/refusals.js';
import { quoted } from '../domain/text.js';
import { invalidField } from './issues.js';
import { Problem } from './problem.js';
import { memberName } from './snake.js';

type Wordable = Exclude<Refusal, { readonly code: 'USER_ID_REFUSED' }>;

/** Why an operation is refused, for somebody who knows neither options nor files of the server. */
export function problemOfRefusal(refusal: Wordable): Problem {
  switch (refusal.code) {
    case 'INVALID_INPUT':
      return invalid(refusal);
    case 'KEY_INVALID':
      return new Problem('KEY_INVALID', 'the key is wrong, revoked or expired');
    case 'USER_EXISTS':
      return new Problem('USER_EXISTS', `there is a user ${quoted(refusal.userId)} already`, {
        advice: 'PATCH changes a user.',
      });
    case 'COLLECTION_EXISTS':
      return new Problem(
        'COLLECTION_EXISTS',
        `there is a collection ${quoted(refusal.collection)} already`,
      );
    case 'NOBODY_ENROLLED':
      return new Problem('NOBODY_ENROLLED', 'nobody in the collection has a template', {
        advice: 'Enroll faces first.',
      });
    case 'NO_TEMPLATE':
      return new Problem('NO_TEMPLATE', `the user ${quoted(refusal.userId)} has no template`, {
        advice: 'Enroll a face of the user first.',
      });
    case 'OTHER_ENCODER':
      return new Problem(
        'OTHER_ENCODER',
        "the templates were made with a model pack other than the server's, and cannot be compared",
        { advice: 'Have the server started with the model pack that made them.' },
      );
    case 'THRESHOLD_UNKNOWN':
      return new Problem(
        'THRESHOLD_UNKNOWN',
        'nobody has measured what similarities of the model pack mean',
        { advice: 'Send a similarity, or ask the operator of the server to measure it.' },
      );
    case 'AUTO_ENROLL_UNSURE':
      return unsure(refusal.most);
    case 'LIVENESS_NOT_INSTALLED':
      return new Problem(
        'LIVENESS_NOT_INSTALLED',
        'check_liveness is true, but its model is not installed',
        {
          advice: 'Leave check_liveness out, or have the operator install the model.',
        },
      );
    case 'RUN_NOT_ENDED':
      return new Problem('RUN_NOT_ENDED', `the run ${refusal.runId} has not ended yet`);
    case 'ROWS_NOT_KEPT':
      return new Problem(
        'ROWS_NOT_KEPT',
        `the rows that failed in the run ${refusal.runId} are not stored any more`,
        { advice: 'Import its input again.' },
      );
  }
}

function invalid({ member, problem }: Extract<Refusal, { code: 'INVALID_INPUT' }>): Problem {
  if (member === undefined) return new Problem('INVALID_REQUEST', problem);
  return invalidField(memberName(member), problem);
}

function unsure(most: string | undefined): Problem {
  const advice =
    most === undefined
      ? 'Have the operator measure your own people, or leave auto_enroll out.'
      : `Name an auto_enroll_fpir of ${most} or less, or leave auto_enroll out.`;
  return new Problem('AUTO_ENROLL_UNSURE', 'no match is sure enough to be enrolled unseen', {
    advice,
  });
}
