import { describe, expect, it } from 'vitest';
import { type StrengthInput, strengthDiagnosis } from '../../src/render/strength-diagnosis.js';
import { packOf, publishedPack, strengthOf } from '../support/strengths.js';

const standard = packOf('standard', strengthOf(0.97, 0.93, 0.86, 0.78, 0.68));
const betterTable = strengthOf(0.985, 0.965, 0.92, 0.86, 0.79);
const better = packOf('better', betterTable);
const betterToInstall = publishedPack('better', betterTable);
const weak = packOf('weak', strengthOf(0.75, 0.5, 0.3, 0.15, 0.07));
const unmeasured = packOf('unmeasured', undefined);

function gallery(encoder: string, templates = 1000, isOneOfMany = false) {
  return { collection: isOneOfMany ? 'staff' : 'default', encoder, templates, isOneOfMany };
}

function diagnosisOf(changes: Partial<StrengthInput>) {
  return strengthDiagnosis({
    packs: [standard],
    inUse: 'standard',
    gallery: undefined,
    ...changes,
  });
}

describe('the diagnosis of strength', () => {
  it('says what the pack in use finds, and assumes 1,000 people where nobody is enrolled', () => {
    expect(diagnosisOf({})).toEqual({
      check: 'strength',
      status: 'ok',
      message:
        'standard finds about 68 of 100 second photos of an enrolled person among 1,000 people (assumed) at one false alarm in 1,000 searches by its table, as counted on photos of adults',
    });
  });

  it('takes the size of the gallery, and tells what is extrapolated', () => {
    const { message } = diagnosisOf({ gallery: gallery('standard-128', 10_000) });
    expect(message).toContain('perhaps 56 of 100');
    expect(message).toContain('among 10,000 templates at');
    expect(message).toContain('by its table (extrapolated there), as counted on photos of adults');
  });

  it('names the collection where there are several', () => {
    const { message } = diagnosisOf({ gallery: gallery('standard-128', 1000, true) });
    expect(message).toContain('among 1,000 templates of the largest collection, "staff", at');
  });

  it('names a better pack and how to install it, without a warning while most is found', () => {
    const { status, message } = diagnosisOf({
      packs: [standard, betterToInstall],
      gallery: gallery('standard-128'),
    });
    expect(status).toBe('ok');
    expect(message).toMatch(/; better \(faceenroll models install better\) would find about 79$/);
  });

  it('says on what the better pack was measured where that is something else', () => {
    const other = { ...better, strength: { ...betterTable, measuredOn: 'our own photos' } };
    const { message } = diagnosisOf({ packs: [standard, other] });
    expect(message).toMatch(
      /; better \(--models better\) would find about 79, as counted on our own photos$/,
    );
  });

  it('warns where an installed pack is better than that of most templates', () => {
    const { status, message, advice } = diagnosisOf({
      packs: [standard, weak],
      gallery: gallery('weak-128'),
    });
    expect(status).toBe('warning');
    expect(message).toMatch(/^most templates are of weak; weak finds about 7 of 100/);
    expect(message).toMatch(/; standard would find about 68$/);
    expect(advice).toBe(
      'run "faceenroll upgrade --models standard --rehearse" to see what would change',
    );
  });

  it.each([
    ['there are several', gallery('standard-128', 1000, true)],
    ['it is not the default one', { ...gallery('standard-128'), collection: 'staff' }],
  ])('names the collection in the command where %s', (_, people) => {
    const { advice } = diagnosisOf({ packs: [standard, better], gallery: people });
    expect(advice).toContain('upgrade --models better --collection staff --rehearse');
  });

  it('names no command where only files of the operator would bring the pack', () => {
    const lost = packOf('lost', betterTable, { isInstalled: false });
    const { message } = diagnosisOf({ packs: [lost], gallery: gallery('lost-128') });
    expect(message).toMatch(/^most templates are of lost; lost finds about 79 of 100/);
  });

  it('does not warn where the templates are of a stronger pack than the one in use', () => {
    const { status, message } = diagnosisOf({
      packs: [standard, better],
      gallery: gallery('better-128'),
    });
    expect(status).toBe('ok');
    expect(message).toMatch(/^most templates are of better; better finds about 79 of 100/);
    expect(message).not.toContain('standard');
  });

  it('tells both, the best that is installed and the best of all', () => {
    const { message, advice } = diagnosisOf({
      packs: [standard, weak, betterToInstall],
      gallery: gallery('weak-128'),
    });
    expect(message).toMatch(
      /; standard would find about 68; better \(faceenroll models install better\) would find about 79$/,
    );
    expect(advice).toContain('--models standard --rehearse');
  });

  it.each([
    ['nothing is better', [weak], /smaller collections.*--fpir/],
    [
      'a better one is installed',
      [weak, standard],
      /^run "faceenroll upgrade --models standard --rehearse" to see what would change$/,
    ],
    [
      'a better one can be installed',
      [weak, betterToInstall],
      /^run "faceenroll models install better", then see with "faceenroll upgrade --models better --rehearse" what would change$/,
    ],
  ])('warns of a pack that finds fewer than half, and says what to do where %s', (...given) => {
    const [, packs, advice] = given;
    const found = diagnosisOf({ packs, inUse: 'weak', gallery: gallery('weak-128') });
    expect(found.status).toBe('warning');
    expect(found.advice).toMatch(advice);
  });

  it('only tells of a weak pack, and of a better one, where nobody is enrolled yet', () => {
    const found = diagnosisOf({
      packs: [weak, betterToInstall],
      inUse: 'weak',
      gallery: undefined,
    });
    expect(found.status).toBe('ok');
    expect(found.message).toMatch(/better \(faceenroll models install better\) would find about/);
  });

  it.each([
    [99, 'ok'],
    [100, 'warning'],
  ])('with %i templates where a better pack is installed is: %s', (templates, status) => {
    const few = gallery('weak-128', templates);
    expect(diagnosisOf({ packs: [weak, standard], inUse: 'weak', gallery: few }).status).toBe(
      status,
    );
  });

  it('judges no pack that nobody has measured, but says which was', () => {
    const found = diagnosisOf({
      packs: [standard, unmeasured],
      inUse: 'unmeasured',
      gallery: gallery('unmeasured-128'),
    });
    expect(found.status).toBe('ok');
    expect(found.message).toMatch(
      /^how strong unmeasured is was not measured; standard finds about 68 of 100/,
    );
  });

  it('names the encoder of templates that no pack here has', () => {
    const { status, message } = diagnosisOf({ packs: [], gallery: gallery('lost-512') });
    expect(status).toBe('ok');
    expect(message).toBe('most templates are of lost-512; how strong lost-512 is was not measured');
  });

  it('takes the pack in use where two packs have the encoder of the templates', () => {
    const twin = packOf('twin', weak.strength, { encoder: standard.encoder });
    const { message } = diagnosisOf({
      packs: [twin, standard],
      gallery: gallery(standard.encoder),
    });
    expect(message).toMatch(/^standard finds/);
  });
});
