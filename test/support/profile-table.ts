import type { PhotoProfile, Published } from '../../src/domain/photo-profile.js';
import { fileNameText, formatsText, limitText } from '../../src/render/profiles.js';

/** The table of the topic "profiles": what each takes, what is not checked, where that stands. */
export function profileTable(profiles: readonly PhotoProfile[]): string {
  const rows = profiles.map((profile) => {
    const { name, title, formats, limits, fileName, notes = [] } = profile;
    const takes = [
      ...(formats ? [formatsText(formats.of)] : []),
      ...limits.map(limitText),
      ...(fileName ? [fileNameText(fileName.pattern)] : []),
    ];
    const all: readonly Published[] = [formats, ...limits, fileName, ...notes].filter(
      (one) => one !== undefined,
    );
    const sources = new Set(all.map(({ source, date }) => `${new URL(source).host}, ${date}`));
    const cells = [name, title, takes.join('; '), notes.map(({ text }) => text).join(' ')];
    return `| ${[...cells, [...sources].join('; ')].map((cell) => cell || '-').join(' | ')} |`;
  });
  return [
    '| profile | what it is | what it takes | not checked, and notes | published or read |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
