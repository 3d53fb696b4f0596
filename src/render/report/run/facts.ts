import { CHOICES } from '../../../domain/option-values.js';
import { printable } from '../../../domain/text.js';
import { type Html, type HtmlValue, html } from '../../html.js';
import { duration } from '../../summary.js';
import type { Listed } from '../document.js';
import { facts, foreign, section } from '../parts.js';
import type { Drawn } from './run-file.js';

/** What ran, with what, by whom and when. */
export function factsSection(listed: Listed, drawn: Drawn): Html {
  return section(listed, facts([...whatRan(drawn), ...options(drawn)]));
}

type Fact = readonly [name: string, value: HtmlValue];

function whatRan(drawn: Drawn): readonly Fact[] {
  const { report, texts, look } = drawn;
  const { run, pack, encoder } = report;
  return [
    [texts.of('facts.run'), code(run.runId)],
    ...(look.anonymous ? [] : typed(drawn)),
    [texts.of('facts.collection'), foreign(run.collection)],
    [texts.of('facts.models'), texts.of('facts.models.value', { pack, encoder })],
    ...(look.anonymous ? [] : byWhom(drawn)),
    [texts.of('facts.started'), texts.instant(run.startedAt)],
    [texts.of('facts.ended'), ended(drawn)],
  ];
}

function typed({ report, texts }: Drawn): readonly Fact[] {
  const { run, commandText } = report;
  return [
    ...(commandText === null ? [] : [[texts.of('facts.command'), typedText(commandText)] as const]),
    [texts.of('facts.input'), foreign(run.input)],
  ];
}

function byWhom({ report, texts }: Drawn): readonly Fact[] {
  const { osUser, host, reference } = report.run;
  const who = { user: foreign(osUser), host: foreign(host) };
  return [
    [texts.of('facts.by'), texts.html('facts.by.value', who)],
    ...(reference === null ? [] : [[texts.of('facts.reference'), foreign(reference)] as const]),
  ];
}

function ended({ report, texts }: Drawn): string {
  const { startedAt, endedAt } = report.run;
  if (endedAt === null) return texts.of('facts.ended.not');
  const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  const after = { instant: texts.instant(endedAt), duration: duration(seconds) };
  return texts.of('facts.ended.after', after);
}

function options({ report, texts, look }: Drawn): readonly Fact[] {
  const set = Object.entries(report.run.options).filter(
    ([name, value]) => name !== 'collection' && name !== 'policy' && isSet(value),
  );
  const items = set.map(([name, value]) => {
    const isWithheld = look.anonymous && !namesNobody(value);
    const shown = isWithheld ? texts.of('facts.option.withheld') : foreign(valueText(value));
    return html`<li><code class="option">${flag(name)}</code> ${value !== true && shown}</li>\n`;
  });
  const all =
    set.length === 0 ? texts.of('facts.options.none') : html`<ul class="options">\n${items}</ul>`;
  const withheld = look.anonymous && html`<p class="hint">${texts.of('facts.withheld')}</p>`;
  return [[texts.of('facts.options'), html`${all}${withheld}`]];
}

function isSet(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Whether a value of an option is one of the program's own, and neither a name nor a path. */
function namesNobody(value: unknown): boolean {
  const own: readonly unknown[] = Object.values(CHOICES).flat();
  return typeof value === 'number' || typeof value === 'boolean' || own.includes(value);
}

/** As it is typed: `ifFaceExists` is --if-face-exists. */
function flag(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** A command line, of which no option is broken. */
function typedText(text: string): Html {
  const parts = printable(text).split(/(--[a-z][a-z-]*)/);
  return html`<code><bdi>${parts.map((part, at) => (at % 2 === 0 ? part : html`<span class="option">${part}</span>`))}</bdi></code>`;
}

export function code(text: string): Html {
  return html`<code>${foreign(text)}</code>`;
}
