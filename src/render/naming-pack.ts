import { printable } from '../domain/text.js';

/** The model pack that commands use which name none. */
export interface UsualPack {
  readonly name: string;
  /** The configuration file that says so; undefined of the default. */
  readonly file: string | undefined;
}

/** How to have commands use a pack from now on: a sentence. */
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
