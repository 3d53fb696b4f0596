import { z } from 'zod';
import type { FittedPicture, MadeFrom, UnfitPicture } from '../../domain/fitted.js';
import { failureMembers } from './import.js';
import { count, line, membersOf, path, text, userId } from './members.js';

const MADE_FROM = ['original', 'profile image', 'thumbnail'] as const satisfies readonly MadeFrom[];

const slot = count.describe('1 for face_image_file1 of the CSV');

/** A picture of an export that fits the profile. */
export const picture = line(
  'picture',
  membersOf<FittedPicture>()({
    ...{ userId, slot },
    madeFrom: z.enum(MADE_FROM),
    file: path.describe('in the folder of --photos'),
    ...{ width: count, height: count, bytes: count },
    note: text.describe('recommendations that it does not keep; may be empty'),
  }),
);

/** A photo that could not be made to fit. */
export const unfit = line(
  'unfit',
  membersOf<UnfitPicture>()({
    ...{ userId, slot },
    madeFrom: z.enum(MADE_FROM).nullable(),
    code: z.union([failureMembers.code, z.literal(['NO_PICTURE', 'NAME_TAKEN'])]),
    message: text.describe('with the actual values and the limits'),
  }),
);
