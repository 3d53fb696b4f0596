/** Text of an XML document: what XML 1.0 has no character for would make the whole unreadable. */
export function xmlText(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  return text
    .replace(/[\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
    .replace(/[&<>]/g, (c) => entities[c] as string);
}
