import { InvalidArgumentError, Option } from 'commander';
import { readTag } from '../../domain/tag.js';
import { quoted } from '../../domain/text.js';

/** Options that name tags, as commander hands them over. */
export interface TagOptions {
  readonly tag?: readonly string[];
}

/** `--tag <tag>`, which may be repeated; `what` tells what it does. */
export function tagOption(what: string, flag = '--tag'): Option {
  return new Option(`${flag} <tag>`, `${what}; may be repeated`).argParser(tags);
}

function tags(text: string, earlier: readonly string[] = []): readonly string[] {
  const read = readTag(text);
  if ('problem' in read) throw new InvalidArgumentError(`The tag ${quoted(text)} ${read.problem}.`);
  return [...new Set([...earlier, read.value])];
}
