/** A password in an address, up to the last @ of the word: one that is not escaped may have an @, too. */
const IN_ADDRESS = /(:\/\/[^/@:\s]*):\S*@/g;

/** Passwords among the parameters of an address. */
const IN_PARAMETERS = /([?&](?:ssl)?password=)[^&\s]*/gi;

/** A text in which no address tells its password. */
export function withoutPassword(text: string): string {
  return text.replace(IN_ADDRESS, '$1:...@').replace(IN_PARAMETERS, '$1...');
}
