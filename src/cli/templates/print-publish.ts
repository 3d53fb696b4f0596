import type { PublishResult } from '../../domain/publication.js';
import { publishEvent, publishText } from '../../render/publish.js';
import type { Show } from '../command-of.js';
import { print } from '../print.js';

/** Prints what became of a publication. */
export const printPublish: Show<PublishResult> = (result, { json }, io) =>
  print(io, json, {
    json: () => [publishEvent(result)],
    text: () => [publishText(result)],
  });
