import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest } from '../../src/models/manifest.js';
import { findPack } from '../../src/models/packs.js';
import { temporaryFolder } from './cli.js';

/** A folder of installed packs with one, "own", whose encoder is a copy of the standard one. */
export function ownPack(): { readonly folder: string; readonly encoder: string } {
  const folder = temporaryFolder();
  const { encoder, license } = readManifest().packs.standard;
  const file = 'own/encoder.onnx';
  const { build: _, ...copied } = { ...encoder, file };
  mkdirSync(join(folder, 'own'));
  writeFileSync(join(folder, 'own/pack.json'), JSON.stringify({ license, encoder: copied }));
  copyFileSync(findPack('standard').models.encoder.path, join(folder, file));
  return { folder, encoder: join(folder, file) };
}
