/** A piece of HTML that was made by `html`: a text of anybody's cannot pass for one. */
export class Html {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** Of the parts of a template, which are trusted, and its values, which are not. */
  static of(parts: readonly string[], values: readonly HtmlValue[]): Html {
    if (parts.some((part, at) => at < values.length && part.endsWith('='))) {
      throw new Error('a value of an attribute must stand in quotes');
    }
    return new Html(parts.map((part, at) => `${part}${written(values[at])}`).join(''));
  }

  toString(): string {
    return this.#text;
  }
}

/** What may stand in a template. `undefined` and `false` leave nothing, for what is there sometimes. */
export type HtmlValue = Html | string | number | false | undefined | readonly HtmlValue[];

/**
 * HTML from a template. Every value is escaped unless it is HTML itself; the items of a list follow
 * one another. Values may stand between tags and in attributes with quotes, and not in scripts,
 * style sheets and comments.
 *
 *     html`<p title="${title}">${text}</p>`
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return Html.of(parts, values);
}

/** The HTML as text. */
export function textOf(of: Html): string {
  return of.toString();
}

function written(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return value.map(written).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that no document may have become the one that stands for such. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\P{Cc}\t\n]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}
