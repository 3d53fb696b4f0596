import { describe, expect, it } from 'vitest';
import { upgradedText } from '../../src/report/upgrade.js';

const textOf = (pack: string) =>
  upgradedText(
    {
      ...{ collection: 'default', pack, encoder: `encoder-of-${pack}`, upgraded: 3, users: 3 },
      ...{ failed: 0, withoutThumbnail: 0, reimport: null, canGoBack: true, exitCode: 0 },
    },
    [],
    'usual',
  ).replace(/\s+/g, ' ');

describe('what is told of an upgrade', () => {
  it('is to name the pack from now on, or to put it into the configuration file', () => {
    expect(textOf('other')).toContain(
      'From now on name --models other with every command, or put "models": "other" into faceenroll.config.json.',
    );
  });

  it('is to name none where all commands take that pack unless told', () => {
    expect(textOf('usual')).toContain('From now on no command needs --models: where scripts or');
    expect(textOf('usual')).not.toContain('--models usual');
  });
});
