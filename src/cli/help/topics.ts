import { readdirSync, readFileSync } from 'node:fs';

/** The build copies no text: topics lie with the sources, and the package has them there. */
const FOLDER = new URL('../../../src/help/', import.meta.url);

/** A page of help on a subject, as Markdown. */
export interface Topic {
  readonly name: string;
  /** What its title says behind the colon. */
  readonly about: string;
  readonly markdown: string;
}

/** The names of all topics, in order. */
export function topicNames(): readonly string[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.md'));
  return files.map((file) => file.slice(0, -3)).sort();
}

/** The topic of that name; undefined where there is none. */
export function topicNamed(name: string): Topic | undefined {
  if (!topicNames().includes(name)) return undefined;
  const markdown = readFileSync(new URL(`${name}.md`, FOLDER), 'utf8');
  const [, about = ''] = /^# [^:\n]*: (.*)/.exec(markdown) ?? [];
  return { name, about, markdown };
}

/** All topics. */
export function topics(): readonly Topic[] {
  return topicNames().flatMap((name) => topicNamed(name) ?? []);
}

/** Names of the topics that use a word most. */
export function topicsUsing(word: string, most = 3): readonly string[] {
  const uses = ({ markdown }: Topic): number =>
    markdown.toLowerCase().split(word.toLowerCase()).length - 1;
  const using = topics().filter((topic) => uses(topic) > 0);
  using.sort((a, b) => uses(b) - uses(a));
  return using.slice(0, most).map(({ name }) => name);
}
