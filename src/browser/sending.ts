import { announce, byId, element } from './elements.js';
import { type Answer, sent } from './send.js';
import type { Say } from './texts.js';

/** How often a screen reader hears of the progress: after each such part of the upload. */
const STEPS = 5;

/** Sends a form and shows how far it is. */
export async function sentWithProgress(address: string, data: FormData, say: Say): Promise<Answer> {
  // It is for the eye: what it shows is announced in words.
  const bar = element('progress', { max: 1, value: 0 });
  bar.setAttribute('aria-hidden', 'true');
  byId('status').after(bar);
  let step = -1;
  const part = (part: number) => {
    bar.value = part;
    if (Math.floor(part * STEPS) === step) return;
    step = Math.floor(part * STEPS);
    announce(say('send.going', { n: Math.floor(part * 100) }));
  };
  part(0);
  try {
    return await sent(address, data, { part, arrived: () => announce(say('send.judging')) });
  } finally {
    bar.remove();
  }
}
