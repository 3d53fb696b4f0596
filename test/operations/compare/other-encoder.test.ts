import { describe, expect, it, onTestFinished } from 'vitest';
import { type ModelPack, packSpec } from '../../../src/models/packs.js';
import { otherEncoderAdvice } from '../../../src/operations/compare/other-encoder.js';
import { Store } from '../../../src/store/store.js';
import { writeGallery } from '../../support/random-gallery.js';

const { encoder: WANTED } = packSpec('standard');
const encoderOf = (pack: string): string => packSpec(pack).encoder.id;

/** A collection with templates of this encoder alone, to be compared with the standard pack. */
function open(encoder: string) {
  const store = Store.open(writeGallery({ users: 3, encoder }), false);
  onTestFinished(() => store.close());
  return store.collection('default', WANTED.id);
}

function adviceOn(part: ReturnType<typeof open>): string | undefined {
  const pack = { name: 'standard', encoder: WANTED.id, strength: WANTED.strength };
  return otherEncoderAdvice(part, pack as ModelPack);
}

describe('the advice to who named the wrong pack, or none', () => {
  it('is the pack to name, and a rehearsal where the wanted one finds more', () => {
    expect(adviceOn(open(encoderOf('dlib')))).toMatch(
      /^3 templates .* \(model pack dlib\), .* \(model pack standard\), of which there are none: name --models dlib, .*--models standard --rehearse/,
    );
  });

  it('does not lead to a weaker pack, nor to one of which nobody knows that it is better', () => {
    for (const pack of ['openvino', 'opencv']) {
      const advice = adviceOn(open(encoderOf(pack)));
      expect(advice).toContain(`name --models ${pack}, or put`);
      expect(advice).not.toContain('--rehearse');
    }
  });

  it('is no rehearsal that an upgrade which can still be undone would refuse', () => {
    const part = open(encoderOf('dlib'));
    const { faceId, userId } = part.staged.dueOf('U0001')[0] ?? { faceId: '', userId: '' };
    part.transaction(() => {
      part.staged.stage({ faceId, userId }, new Float32Array(WANTED.dimensions).fill(0.1));
      part.upgrades.switchStaged('now', userId);
    });
    const advice = adviceOn(part);
    expect(advice).toMatch(/^2 templates .*, of which there are 1: name --models dlib/);
    expect(advice).not.toContain('--rehearse');
  });

  it('is to install the pack where no pack here has the encoder', () => {
    expect(adviceOn(open('somebody-else-512'))).toMatch(
      /\(no model pack that is installed\).*: install its pack and name that with --models, or see/,
    );
  });

  it('is nothing where most templates are of the pack', () => {
    expect(adviceOn(open(WANTED.id))).toBeUndefined();
  });
});
