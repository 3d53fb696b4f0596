/** What was said cannot be the value of an option. The message is a sentence: "It must be ...". */
export class ValueError extends Error {
  override readonly name = 'ValueError';
}
