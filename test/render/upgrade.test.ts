import { describe, expect, it } from 'vitest';
import { rolledBackText, upgradedText } from '../../src/render/upgrade.js';

const SUMMARY = {
  ...{ collection: 'default', encoder: 'e', upgraded: 3, users: 3, exitCode: 0 },
  ...{ failed: 0, withoutThumbnail: 0, reimport: null, canGoBack: true, calibrateAgain: false },
};

/** What is told of an upgrade to `pack`, in one line, where commands use the pack `usual`. */
const textOf = (pack: string, file?: string, changes = {}) =>
  upgradedText({ ...SUMMARY, pack, ...changes }, [], { name: 'usual', file }).replace(/\n/g, ' ');

describe('the end of an upgrade', () => {
  it('tells with which pack the templates are found from now on', () => {
    expect(textOf('other')).toContain(
      'From now on name --models other with every command, or put "models": "other" into faceenroll.config.json.',
    );
  });

  it('does not ask for the pack that commands take by themselves', () => {
    expect(textOf('usual')).toContain('From now on no command needs --models: where scripts');
    expect(textOf('usual')).not.toContain('--models usual');
    expect(textOf('usual', 'a/faceenroll.config.json')).toContain(
      'no command needs --models, since a/faceenroll.config.json names usual.',
    );
  });

  it('says what the configuration file names instead', () => {
    expect(textOf('standard', 'a/faceenroll.config.json')).toContain(
      'put "models": "standard" into a/faceenroll.config.json in place of "usual".',
    );
  });

  it('says so where the own table of the collection did not come along', () => {
    expect(textOf('other')).not.toContain('calibrate');
    const again = { calibrateAgain: true };
    expect(textOf('other', undefined, again)).toContain(
      'run "faceenroll calibrate --store --models other" again.',
    );
    expect(textOf('usual', undefined, again)).toContain(
      'run "faceenroll calibrate --store" again.',
    );
  });
});

describe('the end of a rollback', () => {
  it('asks for the pack of before only where commands take another by themselves', () => {
    const summary = {
      ...{ collection: 'default', encoder: 'e', encoders: ['of before'], faces: 3 },
      ...{ enrolledSince: 0, superseded: 0, exitCode: 0 },
    };
    const usual = { name: 'usual', file: undefined };
    expect(rolledBackText(summary, ['usual'], usual)).not.toContain('--models usual');
    expect(rolledBackText(summary, ['other'], usual)).toContain('--models other with every');
  });
});
