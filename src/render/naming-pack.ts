import { printable } from '../domain/text.js';

/** The model pack of commands that name none. */
export interface UsualPack {
  readonly name: string;
  /** The configuration file that names it; undefined for the default. */
  readonly file: string | undefined;
}

/** A sentence that says how to make commands use a pack from now on. */
export function namingText(pack: string, { name: usual, file }: UsualPack): string {
  const name = printable(pack);
  if (pack === usual) {
    return file === undefined
      ? 'From now on no command needs --models: where scripts name another pack, take that out.'
      : `From now on no command needs --models, since ${printable(file)} names ${name}.`;
  }
  const where =
    file === undefined
      ? 'faceenroll.config.json'
      : `${printable(file)} in place of "${printable(usual)}"`;
  return `From now on name --models ${name} with every command, or put "models": "${name}" into ${where}.`;
}
