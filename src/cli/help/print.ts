import type { Command } from 'commander';
import { UsageError } from '../../domain/fatal-error.js';
import { near } from '../../domain/nearest.js';
import { alternatives, quoted } from '../../domain/text.js';
import type { Io } from '../io.js';
import { stdoutStyle } from '../style.js';
import { markdownText } from './markdown.js';
import { page } from './pager.js';
import { type Topic, topicNamed, topicNames, topics, topicsUsing } from './topics.js';

/** Lines that are longer are hard to read, however wide the terminal. */
const MOST_COLUMNS = 100;

/** Prints the options of a command, or a topic; without words, the commands and topics. */
export function printHelp(program: Command, words: readonly string[], io: Io): void {
  const [word = ''] = words;
  if (word === '') {
    io.stdout.write(`${helpOf(program)}\n${listOfTopics()}`);
    return;
  }
  const command = commandNamed(program, words);
  const topic = topicNamed(word);
  if (command === undefined && topic === undefined) throw unknown(word, program);
  // A topic that is called like a command stands behind the options of that.
  if (topic === undefined) io.stdout.write(helpOf(command as Command));
  else page(`${command ? `${helpOf(command)}\n` : ''}${textOf(topic, io)}`, io);
}

/** The command that the words name, as far as they do. */
function commandNamed(program: Command, words: readonly string[]): Command | undefined {
  const find = (within: Command, word = ''): Command | undefined =>
    within.commands.find((one) => one.name() === word);
  const command = find(program, words[0]);
  return command && (find(command, words[1]) ?? command);
}

/** What --help prints. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text;
}

function textOf({ markdown }: Topic, io: Io): string {
  const width = io.stdout.isTTY ? io.stdout.columns || 80 : 80;
  return markdownText(markdown, Math.min(width, MOST_COLUMNS), stdoutStyle(io));
}

function listOfTopics(): string {
  const all = topics();
  const width = Math.max(...all.map(({ name }) => name.length)) + 2;
  const lines = all.map(({ name, about }) => `  ${name.padEnd(width)}${about}\n`);
  return `Topics, for "faceenroll help <topic>" (after the options, where a command has the same name):\n${lines.join('')}`;
}

function unknown(word: string, program: Command): UsageError {
  const names = [...program.commands.map((one) => one.name()), ...topicNames()];
  const spelled = near(word, names);
  const meant = (spelled === undefined ? topicsUsing(word) : [spelled]).map(
    (name) => `"faceenroll help ${name}"`,
  );
  return new UsageError(
    `there is no command or topic ${quoted(word)}; ${
      meant.length > 0 ? `did you mean ${alternatives(meant)}?` : '"faceenroll help" lists both'
    }`,
  );
}
