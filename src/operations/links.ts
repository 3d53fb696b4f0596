import {
  LINKS_CREATE_OPTIONS,
  LINKS_LIST_OPTIONS,
  LINKS_PREVIEW_OPTIONS,
  LINKS_SEND_OPTIONS,
} from './links/options.js';
import { refuseNobody } from './links/refuse-nobody.js';
import { termsOf } from './links/terms.js';
import { operation } from './operation.js';

export const linksSend = operation({
  name: 'links send',
  summary: 'E-mail people a link by which they enroll themselves.',
  arguments: {
    userId: { text: 'the user IDs', kind: 'text', many: true, optional: true },
  },
  options: LINKS_SEND_OPTIONS,
  opens: 'records',
  access: 'write',
  check: (input) => {
    refuseNobody(input);
    termsOf(input);
  },
  load: async () => (await import('./links/send.js')).sendLinks,
});

export const linksCreate = operation({
  name: 'links create',
  summary: 'Make a link for a user, for you to pass on.',
  arguments: { userId: { text: 'the user ID', kind: 'text' } },
  options: LINKS_CREATE_OPTIONS,
  opens: 'collection',
  access: 'write',
  besideRuns: true,
  check: (input) => void termsOf(input),
  load: async () => (await import('./links/create.js')).createLink,
});

export const linksList = operation({
  name: 'links list',
  summary: 'List links with their state, and e-mails that did not arrive.',
  arguments: {},
  options: LINKS_LIST_OPTIONS,
  opens: 'collection',
  access: 'read',
  load: async () => (await import('./links/list.js')).listLinks,
});

export const linksRevoke = operation({
  name: 'links revoke',
  summary: 'Revoke links, and cancel e-mails that wait.',
  arguments: { link: { text: 'link IDs or user IDs', kind: 'text', many: true } },
  options: {},
  opens: 'collection',
  access: 'write',
  besideRuns: true,
  load: async () => (await import('./links/revoke.js')).revokeLinks,
});

export const linksPreview = operation({
  name: 'links preview',
  summary: 'Show the e-mail and the page, without sending anything.',
  arguments: {},
  options: LINKS_PREVIEW_OPTIONS,
  opens: 'records',
  access: 'read',
  load: async () => (await import('./links/preview.js')).previewLinks,
});

export const linksTexts = operation({
  name: 'links texts',
  summary: 'Print all texts of the page and e-mails in a language, as a file for --language-dir.',
  arguments: { language: { text: 'as in "de", "pt-BR" or "sv"', kind: 'text', default: 'en' } },
  options: {},
  opens: 'nothing',
  access: 'read',
  load: async () => {
    const { catalogText } = await import('./links/catalog-text.js');
    return (_, { language }) => catalogText(language);
  },
});
