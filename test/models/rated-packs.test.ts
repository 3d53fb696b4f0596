import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MODELS_FOLDER, readManifest } from '../../src/models/manifest.js';
import { ratedPacks } from '../../src/models/rated-packs.js';
import { temporaryFolder } from '../support/cli.js';
import { strengthOf } from '../support/strengths.js';

/** The pack of that name where the operator has installed nothing but what lies in `installed`. */
function rated(name: string, installed = temporaryFolder()) {
  return ratedPacks({ own: MODELS_FOLDER, installed }).find((pack) => pack.name === name);
}

describe('a pack that may be recommended', () => {
  it('is the standard one, as the manifest has its strength', () => {
    const { encoder } = readManifest().packs.standard;
    expect(encoder.strength?.table.length).toBeGreaterThan(2);
    expect(rated('standard')).toEqual({
      name: 'standard',
      encoder: encoder.id,
      strength: encoder.strength,
      isInstalled: true,
      install: undefined,
      isRestricted: false,
    });
  });

  it('comes with the command that downloads it', () => {
    const install = 'faceenroll models install opencv';
    expect(rated('opencv')).toMatchObject({ isInstalled: false, install, isRestricted: false });
  });

  it('comes with all that helps where a model that is built is missing, too: that first', () => {
    const folders = { own: temporaryFolder(), installed: temporaryFolder() };
    const pack = ratedPacks(folders).find(({ name }) => name === 'openvino');
    expect(pack?.install).toBe('faceenroll models build && faceenroll models install openvino');
  });

  it('has no command where it takes files of the operator, and is restricted by its notice', () => {
    const pack = { isInstalled: false, install: undefined, isRestricted: true };
    expect(rated('insightface')).toMatchObject(pack);
  });

  it('of the operator has its strength from its own description, and needs its file again', () => {
    const installed = temporaryFolder();
    mkdirSync(join(installed, 'ours'));
    const strength = strengthOf(0.9, 0.8);
    const sha256 = createHash('sha256').update('model').digest('hex');
    const encoder = { id: 'ours@1', file: 'ours/ours-1.onnx', sha256, strength };
    writeFileSync(join(installed, 'ours', 'pack.json'), JSON.stringify({ encoder }));
    expect(rated('ours', installed)).toMatchObject({ isInstalled: false, install: undefined });
    writeFileSync(join(installed, 'ours', 'ours-1.onnx'), 'model');
    expect(rated('ours', installed)).toMatchObject({ isInstalled: true, strength });
  });
});

describe('a table of strength in the manifest', () => {
  const tables = Object.entries(readManifest().packs).flatMap(([name, { encoder }]) =>
    encoder.strength ? [[name, encoder.strength, encoder.thresholds] as const] : [],
  );

  it.each(tables)('of %s falls from row to row, and says of whom the photos are', (_, strength) => {
    const { table, measuredOn } = strength;
    expect(measuredOn).toMatch(/people/);
    expect(table.length).toBeGreaterThanOrEqual(2);
    for (const [i, { fmr, tmr }] of table.entries()) {
      expect(fmr).toBeLessThan(table[i - 1]?.fmr ?? 1);
      expect(tmr).toBeLessThanOrEqual(table[i - 1]?.tmr ?? 1);
    }
  });

  it.each(tables)(
    'of %s has the rates of its similarities, which rise',
    (_, strength, thresholds) => {
      const rows = thresholds?.table ?? [];
      expect(strength.table.map(({ fmr }) => fmr)).toEqual(rows.map(({ fmr }) => fmr));
      for (const [i, { similarity }] of rows.entries()) {
        expect(similarity).toBeGreaterThan(rows[i - 1]?.similarity ?? -1);
      }
    },
  );
});
