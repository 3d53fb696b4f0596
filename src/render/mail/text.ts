import type { Block, MailParts } from './parts.js';

/** The text part of a mail. Lines are not broken: the program that shows it does that. */
export function textOf({ blocks, link = '' }: MailParts): string {
  const told = (block: Block): string => {
    if (block.kind === 'link') return link;
    // Before it "-- " alone marks what is no part of the message.
    return block.kind === 'small' ? `-- \n${block.text}` : block.text;
  };
  return `${blocks.map(told).join('\n\n')}\n`;
}
