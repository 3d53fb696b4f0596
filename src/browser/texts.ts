/** Gives a text of the page's language with its placeholders replaced. */
export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** The texts that the server has put into the form, for what only a script has to say. */
export function textsOf(form: HTMLFormElement): Say {
  const texts: Readonly<Record<string, string>> = JSON.parse(form.dataset.texts ?? '{}');
  return (key, values = {}) =>
    (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => `${values[name] ?? whole}`);
}

/** A size for people, in the page's language; rounded down, so that "larger than" stays true. */
export function megabytes(bytes: number): string {
  return (Math.floor(bytes / 1e5) / 10).toLocaleString(document.documentElement.lang);
}
