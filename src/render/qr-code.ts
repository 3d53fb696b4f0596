import { encode } from 'uqr';

/** Light modules around the code, without which scanners do not find it (ISO/IEC 18004). */
const QUIET_ZONE = 4;

/** Black on white, whatever the colors of the terminal are. */
const COLORS = '\u001b[38;5;16;48;5;231m';
const RESET = '\u001b[0m';

/**
 * A QR code for a terminal, line by line, two rows of modules in a line. Without colors it is drawn
 * for a dark terminal, with blocks where it is light.
 */
export function qrLines(text: string, { colors }: { readonly colors: boolean }): readonly string[] {
  const { data } = encode(text, { ecc: 'L', boostEcc: true, border: QUIET_ZONE });
  const isInk = (row: number, column: number): boolean => {
    const isDark = data[row]?.[column] ?? false;
    return colors ? isDark : !isDark;
  };
  return Array.from({ length: Math.ceil(data.length / 2) }, (_, line) => {
    const blocks = data[0]?.map((__, column) =>
      block(isInk(2 * line, column), isInk(2 * line + 1, column)),
    );
    const drawn = (blocks ?? []).join('');
    return colors ? `${COLORS}${drawn}${RESET}` : drawn;
  });
}

function block(upper: boolean, lower: boolean): string {
  if (upper && lower) return '█';
  if (upper) return '▀';
  return lower ? '▄' : ' ';
}
