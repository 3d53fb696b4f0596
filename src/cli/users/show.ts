import type { WholeUser } from '../../operations/users/show.js';
import { faceEvent, userEvent, userText } from '../../render/gallery.js';
import type { Show } from '../command-of.js';
import { print } from '../print.js';

/** Prints all there is of a user. */
export const printUser: Show<WholeUser> = (whole, { json }, io, { collection }) => {
  const { user, templates, ...more } = whole;
  return print(io, json, {
    json: () => [{ ...userEvent(collection, user), templates: templates.map(faceEvent), ...more }],
    text: () => userText(user, templates, more),
  });
};
