import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type Html, html, textOf } from '../../src/render/html.js';

/** Any text, with what a writer of HTML might stumble over. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('<', '>', '"', "'", '&', '&amp;', '</p>', '<!--', ']]>', '=', ' ', 'a'))
    .map((parts) => parts.join('')),
);

/** The text as a browser shows it: without characters that no document may have. */
const shown = (text: string) => text.toWellFormed().replace(/[^\P{Cc}\t\n]/gu, '\ufffd');

const elementOf = (piece: Html) =>
  new DOMParser().parseFromString(textOf(piece), 'text/xml').documentElement;

describe('a value of a template', () => {
  test('is text, whatever it holds, and stays what it is', () => {
    const property = fc.property(anyText, (text) => {
      const element = elementOf(html`<p>x${text}x</p>`);
      expect(element?.childNodes).toHaveLength(1);
      expect(element?.textContent).toBe(`x${shown(text)}x`);
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('does not leave its attribute, whichever quotes that has', () => {
    const property = fc.property(anyText, (text) => {
      const escaped = textOf(html`${text}`);
      for (const quote of ['"', "'"]) expect(escaped).not.toContain(quote);
      const element = elementOf(html`<p title="${text}" lang='${text}'>x</p>`);
      expect(element?.attributes).toHaveLength(2);
      // A parser of XML makes spaces of tabs and lines.
      expect(element?.getAttribute('title')).toBe(shown(text).replace(/[\t\n]/g, ' '));
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('is not escaped if it is HTML itself', () => {
    const inner = html`<b>${'<'}</b>`;
    expect(textOf(html`<p>${inner}</p>`)).toBe('<p><b>&lt;</b></p>');
  });

  it('may be a number, or a list of all that', () => {
    const items = ['<', 1, [html`<br>`, '&']];
    expect(textOf(html`${items}${0}`)).toBe('&lt;1<br>&amp;0');
  });

  it('leaves nothing if it is not there', () => {
    expect(textOf(html`[${undefined}${false}${[]}${''}]`)).toBe('[]');
  });

  it('is not HTML because it looks like a piece of it', () => {
    const forged = { toString: () => '<script>' } as unknown as string;
    expect(() => textOf(html`${forged}`)).toThrow();
  });

  it('has no character that no document may have', () => {
    expect(textOf(html`${'a\0b\u001bc\u0085d\ud800e\tf\ng'}`)).toBe('a�b�c�d�e\tf\ng');
  });

  it('must stand in quotes', () => {
    expect(() => html`<p title=${'x'}>`).toThrow('must stand in quotes');
  });
});
