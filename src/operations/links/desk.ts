import type { Serving } from '../serving/serving.js';
import { askAgain } from './desk/ask-again.js';
import { decline } from './desk/decline.js';
import { endedLink, openLink } from './desk/open-link.js';
import { submit } from './desk/submit.js';
import type { LinkDesk, LinkSettings } from './types.js';

/**
 * Links over the service of a server, for the page.
 *
 * @param onQueued called when a mail was queued, so that whoever sends need not look for it
 */
export function makeLinkDesk(
  serving: Serving,
  settings: LinkSettings,
  onQueued: () => void = () => {},
): LinkDesk {
  const open: LinkDesk['open'] = (token) => serving.read((store) => openLink(store, token, now()));
  return {
    settings,
    open,
    submit: (token, sent, visitor) => submit(serving, token, sent, visitor),
    decline: async (token, consent) => {
      // Whoever guesses tokens starts no transaction.
      if (open(token)?.state !== 'works') return false;
      return serving.write((store) => decline(store, token, consent, now()));
    },
    askAgain: async (token) => {
      if (!settings.transport || !serving.read((store) => endedLink(store, token, now()))) {
        return 'gone';
      }
      const answer = await serving.write((store) => askAgain(store, token, now()));
      if (answer === 'sent') onQueued();
      return answer;
    },
  };
}

function now(): string {
  return new Date().toISOString();
}
