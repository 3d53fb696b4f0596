import { describe, expect, it } from 'vitest';
import { MAIL_KINDS } from '../../../src/domain/link.js';
import { CATALOGS } from '../../../src/render/languages/catalogs.js';
import { languagesOf } from '../../../src/render/languages/languages.js';
import { ENGLISH } from '../../../src/render/languages/texts.js';
import { composeMail } from '../../../src/render/mail/compose.js';
import type { MailContent } from '../../../src/render/mail/parts.js';
import { checkMailTemplate } from '../../../src/render/mail/template.js';

const URL = 'https://faces.example.com/e/abcDEF_-123';

const languages = languagesOf(new Map([...CATALOGS, ['ar', CATALOGS.get('ar') ?? ENGLISH]]));

function contentOf(more: Partial<MailContent> = {}): MailContent {
  return {
    texts: languages.texts('en'),
    notice: { company: 'Example Ltd', contact: 'badges@example.com' },
    ...{ name: 'Zoë', userId: '1001', denial: null, template: undefined },
    link: { url: URL, until: '2026-12-01T09:30:00.000Z' },
    ...more,
  };
}

describe('a mail', () => {
  it.each(MAIL_KINDS.filter((kind) => kind !== 'approved'))(
    'has its link in both parts, and nothing from elsewhere: %s',
    (kind) => {
      const { subject, text, html } = composeMail(kind, contentOf());
      expect(subject).toContain('Example Ltd');
      expect(text.split('\n')).toContain(URL);
      expect(text).toContain('Hello Zoë,');
      const addresses = [...html.matchAll(/\bhttps?:[^"<\s]*/g)].map(([address]) => address);
      expect(new Set(addresses)).toEqual(new Set([URL]));
      expect(html).toContain(`>${URL}</a>`);
      expect(html).not.toMatch(/<(img|script|link|style|table|iframe)|src=|url\(|@import/i);
      expect(html).toContain('<meta name="color-scheme" content="light dark">');
    },
  );

  it('that tells of an approval brings no link', () => {
    const { text, html } = composeMail('approved', contentOf({ link: undefined }));
    expect(text + html).not.toContain('http');
  });

  it('tells why a photo was denied, and what the operator adds', () => {
    const denial = { reason: 'BLURRED', note: 'Second try\n<b>please</b>' };
    const { text, html } = composeMail('denied', contentOf({ denial }));
    expect(text).toContain(ENGLISH['denial.BLURRED']);
    expect(text).toContain('Note from Example Ltd: Second try\n<b>please</b>');
    expect(html).toContain('Second try<br>\n&lt;b&gt;please&lt;/b&gt;');
  });

  it('takes names as text: no markup, and no header of their own', () => {
    const name = '<img src=x onerror=alert(1)>\r\nBcc: eve@example.com';
    const notice = { company: 'A&B\r\nBcc: eve@example.com', contact: '"x" <y>' };
    const { subject, text, html } = composeMail('link', contentOf({ name, notice }));
    expect(subject).toBe('A&B Bcc: eve@example.com: please add a photo of your face');
    expect(text).toContain('Hello <img src=x onerror=alert(1)> Bcc: eve@example.com,');
    expect(html).not.toContain('<img');
    expect(html).toContain('A&amp;B');
  });

  it('greets whose name is not known, and is read in the direction of its language', () => {
    expect(composeMail('link', contentOf({ name: null })).text).toMatch(/^Hello,\n/);
    const { html } = composeMail('link', contentOf({ texts: languages.texts('ar') }));
    expect(html).toContain('<html lang="ar" dir="rtl">');
  });
});

describe("the customer's own mail", () => {
  const TEMPLATE =
    'Subject: Photo for {company}, {name}\n\nDear {name} ({user_id}),\nplease <act>:\n{link}\n\nOr copy {link} by {date}. {contact}\n';

  it('takes the place of the first mail and of reminders', () => {
    checkMailTemplate(TEMPLATE, 'mail.txt');
    const content = contentOf({ template: TEMPLATE });
    const { subject, text, html } = composeMail('link', content);
    expect(subject).toBe('Photo for Example Ltd, Zoë');
    expect(text).toMatch(
      new RegExp(
        `^Dear Zoë \\(1001\\),\nplease <act>:\n\n${URL}\n\nOr copy ${URL} by .*2026.*\\. badges@example\\.com\n$`,
      ),
    );
    expect(html).toContain('please &lt;act&gt;:');
    expect(html.match(/<a /g)).toHaveLength(3);
    expect(composeMail('reminder', content).subject).toBe(subject);
    expect(composeMail('resend', content).subject).not.toBe(subject);
  });

  it('greets a user without a name by the user ID', () => {
    const { text } = composeMail('link', contentOf({ template: TEMPLATE, name: null }));
    expect(text).toContain('Dear 1001 (1001)');
  });

  it('keeps braces of a name as they are', () => {
    const { text } = composeMail('link', contentOf({ template: TEMPLATE, name: '{link}' }));
    expect(text).toContain('Dear {link} (1001)');
  });

  it.each([
    ['Hello\n{link}', 'mail.txt, line 1: the first line must be "Subject: " and the subject'],
    ['Subject: \n{link}', 'mail.txt, line 1: the first line must be'],
    ['Subject: x {link}\n{link}', 'mail.txt, line 1: the link cannot stand in the subject'],
    ['Subject: x\n\nHello', 'mail.txt: {link} is missing'],
    [
      'Subject: x\n\n{link}\n{first name}',
      'mail.txt, line 4: {first name} is unknown; there is {name}',
    ],
  ])('is refused with the line: %j', (template, message) => {
    expect(() => checkMailTemplate(template, 'mail.txt')).toThrow(message);
  });
});
