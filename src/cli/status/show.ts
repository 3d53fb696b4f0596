import { EXIT } from '../../domain/exit-codes.js';
import { quoted } from '../../domain/text.js';
import { publicationNotes } from '../../operations/publications/notes.js';
import type { SearchedPhoto } from '../../operations/status/photo.js';
import type { ToldUsers } from '../../operations/status/users.js';
import { photoStatusEvent, photoStatusText } from '../../render/photo-status.js';
import { statusEvent, statusText } from '../../render/status.js';
import type { Show } from '../command-of.js';
import type { Io } from '../io.js';
import { print } from '../print.js';
import { stdoutStyle } from '../style.js';

/** Prints the status of users, or of a photo; returns the exit code. */
export const printStatus: Show<ToldUsers | SearchedPhoto> = async (told, { json }, io, context) => {
  if (told.kind === 'photo') return printPhoto(told, json, io);
  const code = await printUsers(told, json, io);
  for (const note of publicationNotes(context)) io.stderr.write(`${note}\n`);
  return code;
};

/** Prints the status of users; returns the exit code: 1 when there is no user of one of the IDs. */
export async function printUsers(
  { statuses, encoder, unknown }: ToldUsers,
  json: boolean | undefined,
  io: Io,
): Promise<number> {
  await print(io, json, {
    json: () => mapped(statuses, (one) => statusEvent(one, encoder)),
    text: () => mapped(statuses, statusText),
  });
  for (const userId of unknown()) {
    io.stderr.write(`faceenroll: there is no user with the user ID ${quoted(userId)}\n`);
  }
  return unknown().length > 0 ? EXIT.stopped : EXIT.done;
}

/** Exit code 3 when nobody is found, or the photo failed. */
async function printPhoto(
  { found, threshold, encoder }: SearchedPhoto,
  json: boolean | undefined,
  io: Io,
): Promise<number> {
  await print(io, json, {
    json: () => [photoStatusEvent(found, threshold, encoder)],
    text: () => [photoStatusText(found, threshold, stdoutStyle(io))],
  });
  return found.users.length > 0 ? EXIT.done : EXIT.someFailed;
}

function* mapped<One, Other>(all: Iterable<One>, to: (one: One) => Other): Generator<Other> {
  for (const one of all) yield to(one);
}
