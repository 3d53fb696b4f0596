import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNotice } from '../../../src/operations/links/notice.js';
import { temporaryFolder } from '../../support/cli.js';

const WHO = { company: 'Example Ltd', contact: 'badges@example.com' };

/** Reads a notice that was written to a file; an object is written as JSON. */
function read(notice: string | object) {
  const cwd = temporaryFolder();
  const text = typeof notice === 'string' ? notice : JSON.stringify(notice);
  writeFileSync(join(cwd, 'notice.json'), text);
  return readNotice('notice.json', { cwd });
}

describe('the file of --notice', () => {
  it('needs company and contact alone', () => {
    expect(read(WHO)).toEqual({ ...WHO, texts: {} });
  });

  it('has a version, an address and texts of its own', () => {
    const texts = { 'pt-BR': { 'notice.what': 'A {company} guarda um modelo.' } };
    const notice = { ...WHO, version: '3', privacyUrl: 'https://example.com/privacy', texts };
    expect(read(notice)).toEqual(notice);
  });

  it('may begin with a byte order mark', () => {
    expect(read(`\ufeff${JSON.stringify(WHO)}`)).toEqual({ ...WHO, texts: {} });
  });

  it.each([
    ['that is no JSON', 'company: Example', /it is not JSON.*; it may be \{"company"/],
    ['that is a list', '[]', /not an object/],
    ['without a company', { contact: 'a' }, /"company" is missing: the name of who asks/],
    ['with an empty contact', { ...WHO, contact: ' ' }, /"contact" must be a line of text/],
    ['with a contact of two lines', { ...WHO, contact: 'a\nb' }, /"contact" must be a line/],
    ['with an unknown name', { ...WHO, compny: 'x' }, /no "compny"; did you mean "company"\?/],
    ['with a script as address', { ...WHO, privacyUrl: 'javascript:alert(1)' }, /"privacyUrl"/],
    ['with a list of texts', { ...WHO, texts: [] }, /"texts" must be an object of languages/],
    ['with no language', { ...WHO, texts: { 'e n': {} } }, /"e n" is not a language/],
    ['with one text alone', { ...WHO, texts: { en: 'x' } }, /"en" must be an object/],
    ['with an empty text', { ...WHO, texts: { en: { 'notice.what': '' } } }, /must be a text/],
    [
      'with an unknown text',
      { ...WHO, texts: { en: { 'notice.wat': 'x' } } },
      /"en": there is no text "notice.wat"; did you mean "notice.what"\?/,
    ],
    [
      'with an unknown placeholder',
      { ...WHO, texts: { en: { 'notice.how-long': 'Until {day}.' } } },
      /"notice.how-long" has the unknown placeholder "\{day\}".*\{date\}, \{company\} and \{contact\}/,
    ],
  ])('is refused %s', (_, notice, problem) => {
    expect(() => read(notice)).toThrow(problem);
    expect(() => read(notice)).toThrow(/^the notice notice.json: /);
  });

  it('is told of when it is not there', () => {
    expect(() => readNotice('no.json', { cwd: temporaryFolder() })).toThrow(
      /^the notice no.json cannot be read: .*--notice names a JSON file, such as \{"company"/,
    );
  });
});
