import { EXIT } from '../../domain/exit-codes.js';
import type { PhotoProfile } from '../../domain/photo-profile.js';
import { printable } from '../../domain/text.js';
import type { HostContext } from '../../operations/context.js';
import type { BuiltModel } from '../../operations/models/build.js';
import type { Installed } from '../../operations/models/install.js';
import type {
  FileStatuses,
  ListedPack,
  ListedPacks,
  ModelStatus,
} from '../../operations/models/list.js';
import { profileText } from '../../render/profiles.js';
import { strengthLines, strongestLines } from '../../render/strength.js';
import { wrapped } from '../../render/wrapped.js';
import type { Show } from '../command-of.js';
import type { JsonOutput } from '../options/output.js';
import { print } from '../print.js';

/** Prints the models that were built. */
export const printBuilt: Show<readonly BuiltModel[], JsonOutput, HostContext> = (
  built,
  { json },
  io,
) =>
  print(io, json, {
    json: () => [
      ...built.map(({ id, bytes, sha256, worstDifference }) => ({
        ...{ event: 'built', id, bytes, sha256, worstDifference },
      })),
      { event: 'summary', built: built.length, exitCode: EXIT.done },
    ],
    text: () => built.flatMap(builtText),
  });

function builtText({ id, bytes, sha256, worstDifference }: BuiltModel): readonly string[] {
  const size = (bytes / 1e6).toFixed(1).padStart(5);
  const difference = worstDifference.toExponential(1);
  return [
    printable(`${id.padEnd(20)} ${size} MB  sha256 ${sha256}`),
    `${''.padEnd(20)} ${''.padStart(8)}  within ${difference} of the golden figures`,
  ];
}

/** Prints what was installed. */
export const printInstalled: Show<Installed, JsonOutput, HostContext> = (installed, { json }, io) =>
  print(io, json, {
    json: () => {
      const { name, license, encoder, models } = installed;
      const files = models.map(({ path }) => path);
      return [{ event: 'installed', name, license, encoder, files }];
    },
    text: () => [printable(installedText(installed))],
  });

function installedText({ name, license, encoder, models, isOwn }: Installed): string {
  if (encoder === null) {
    return models.map(({ id, path }) => `${id} (license: ${license}) is installed: ${path}`).join();
  }
  return isOwn
    ? `${name} is installed: use it with --models ${name}; its encoder is ${encoder}`
    : `${name} (license: ${license}) is installed: use it with --models ${name}`;
}

/** Prints the packs and the liveness model. */
export const printModels: Show<ListedPacks, JsonOutput, HostContext> = (listed, { json }, io) =>
  print(io, json, {
    json: () =>
      [...listed.packs, listed.liveness].map(({ facts, models }) => ({
        ...{ event: 'pack', ...facts, models },
      })),
    text: () => listText(listed).map(printable),
  });

function listText({ packs, liveness }: ListedPacks): readonly string[] {
  const all = [...packs, liveness].flatMap(({ models }) => models);
  const { install } = liveness;
  return [
    ...packs.flatMap((pack) => packText(pack, all)),
    ...filesText(liveness, all),
    ...(install === undefined
      ? []
      : [`  optional; published as ${liveness.facts.source}`, `  ${installText(install)}`]),
    ...strongestLines(packs.map(({ rated }) => rated)),
  ];
}

function packText(pack: ListedPack, all: readonly ModelStatus[]): readonly string[] {
  const { facts, install } = pack;
  const isUsual = facts.name === 'standard';
  return [
    ...filesText(pack, all),
    ...(isUsual || install !== undefined ? [] : [`  use it with: --models ${facts.name}`]),
    ...strengthLines(facts.strength),
    ...(install === undefined ? [] : [`  ${installText(install)}`]),
  ];
}

function filesText({ facts, models }: ListedPack, all: readonly ModelStatus[]): readonly string[] {
  const { name, description, license } = facts;
  const title = printable(`${name}: ${description} (license: ${license})`);
  return [...wrapped(title, '    '), ...statusLines(models, all).map((line) => `  ${line}`)];
}

/** Prints what devices and services take for photos. */
export const printProfiles: Show<readonly PhotoProfile[], JsonOutput, HostContext> = (
  profiles,
  { json },
  io,
) =>
  print(io, json, {
    json: () => profiles.map((profile) => ({ event: 'profile', ...profile })),
    text: () => profiles.flatMap(profileText).map(printable),
  });

/** Prints how the files of a pack are; the exit code is 1 when one is missing or altered. */
export const printStatuses: Show<
  FileStatuses & { readonly pack: string },
  JsonOutput,
  HostContext
> = async ({ pack, models, install }, { json }, io, { host }) => {
  const exitCode = install === undefined ? EXIT.done : EXIT.stopped;
  await print(io, json, {
    json: () => {
      const tally = { ok: 0, missing: 0, altered: 0 };
      for (const { status } of models) tally[status] += 1;
      const each = models.map((model) => ({ event: 'model', ...model }));
      return [...each, { event: 'summary', pack, ...tally, exitCode }];
    },
    text: () => statusLines(models).map(printable),
  });
  if (install !== undefined) host.tell(`faceenroll: ${printable(installText(install))}`);
  return exitCode;
};

function installText(command: string): string {
  return `install it with: ${command}`;
}

/** A line for each file; IDs are as wide as the longest of all that are `listed`. */
function statusLines(models: readonly ModelStatus[], listed = models): readonly string[] {
  const width = Math.max(...listed.map(({ id }) => id.length));
  return models.map(({ id, path, status }) => `${status.padEnd(8)} ${id.padEnd(width)} ${path}`);
}
