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
    const who = file === undefined ? 'unless told' : `by ${printable(file)}`;
    return `Commands use ${name} ${who}: no --models is needed.`;
  }
  const where =
    file === undefined
      ? 'faceenroll.config.json'
      : `${printable(file)} in place of "${printable(usual)}"`;
  return `From now on name --models ${name} with every command, or put "models": "${name}" into ${where}.`;
}
