/** Templates of the photos beside the project, made by the real command. */

import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { GROUP_PHOTOS, importFaces, PHOTOS } from './support.js';
import { readTemplates } from './templates.js';

/** The groups of people, adults first; children are measured and promise nothing. */
export const ADULTS = ['white', 'black', 'east-asian', 'indian'];
export const CHILDREN = 'children';
export const GROUPS = [...ADULTS, CHILDREN];

/** What the groups are called for people. */
export const NAMES = {
  white: 'White',
  black: 'Black',
  'east-asian': 'East Asian',
  indian: 'Indian',
  children: 'children, 5 to 12 years',
};

/** Whether the groups' photos are there. */
export const hasGroups = () => existsSync(GROUP_PHOTOS);

/** Each photo of LFW: { name, person, vector }; the person's name is that of the file without its number. */
export async function lfwTemplates(pack, folder, env) {
  const rows = await templatesIn(join(PHOTOS, 'photos'), `lfw-${pack}`, pack, folder, env);
  return rows.map(({ userId: name, vector }) => ({
    name,
    person: name.replace(/_\d+$/, ''),
    vector,
  }));
}

/** Each photo of a group: { name, sex, vector }; sex is f or m, as the data set gives it. */
export async function groupTemplates(group, pack, folder, env) {
  const rows = await templatesIn(groupFolder(group), `${group}-${pack}`, pack, folder, env);
  return rows.map(({ userId: name, vector }) => ({ name, sex: name[0], vector }));
}

/** The folder of a group's photos. */
export function groupFolder(group) {
  return join(GROUP_PHOTOS, group);
}

/** Nobody is refused: not for a photo's quality, and not as somebody's duplicate. */
async function templatesIn(photos, name, pack, folder, env) {
  const own = join(folder, name);
  mkdirSync(own);
  const options = ['--quiet', '--quality', 'off', '--duplicates', 'off', '--models', pack];
  await importFaces(photos, own, [...options, '--multiple-faces', 'largest'], env);
  return readTemplates(join(own, 'bench.db'));
}
