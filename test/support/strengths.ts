import type { RatedPack } from '../../src/domain/rated-pack.js';
import type { Strength } from '../../src/domain/strength.js';

/** A table from FMR 1e-2 on, each row's rate a tenth of the one before. */
export function strengthOf(...tmrs: readonly number[]): Strength {
  return {
    measuredOn: 'photos of adults',
    table: tmrs.map((tmr, i) => ({ fmr: Number(`1e-${i + 2}`), tmr })),
  };
}

/** An installed pack that anybody may use. */
export function packOf(
  name: string,
  strength: Strength | undefined,
  changes: Partial<RatedPack> = {},
): RatedPack {
  const rest = { isInstalled: true, install: undefined, isRestricted: false };
  return { name, encoder: `${name}-128`, strength, ...rest, ...changes };
}

/** One that a command installs. */
export function publishedPack(name: string, strength: Strength | undefined): RatedPack {
  return packOf(name, strength, {
    isInstalled: false,
    install: `faceenroll models install ${name}`,
  });
}
