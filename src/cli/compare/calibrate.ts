import { FatalError } from '../../domain/fatal-error.js';
import type { MeasuredTable } from '../../operations/compare/calibrate.js';
import type { ForgottenTable } from '../../operations/compare/forget-table.js';
import {
  calibrationEvent,
  calibrationText,
  shallowText,
  suspicionText,
} from '../../render/calibration.js';
import { wrapped } from '../../render/wrapped.js';
import type { Show } from '../command-of.js';
import { print } from '../print.js';

/** Prints what similarities mean in a collection, or that what was known is forgotten. */
export const printCalibration: Show<MeasuredTable | ForgottenTable> = (result, ...where) =>
  result.kind === 'forgotten' ? printForgotten(result, ...where) : printMeasured(result, ...where);

const printMeasured: Show<MeasuredTable> = async ({ report, isRefused }, { json }, io) => {
  await print(io, json, {
    text: () => calibrationText(report),
    json: () => [calibrationEvent(report)],
  });
  for (const warning of [suspicionText(report), shallowText(report)]) {
    if (warning !== undefined) io.stderr.write(`\n${warning}\n`);
  }
  if (!isRefused) return;
  throw new FatalError(
    'the table was not stored, since probable duplicates distort it: settle them and calibrate again, or, when they are different people, store it as it is with --force',
  );
};

const printForgotten: Show<ForgottenTable> = (
  { collection, encoder, measuredOn, pack, packHasTable },
  { json },
  io,
) => {
  const now = packHasTable
    ? `searches use that of the pack ${pack} again`
    : `the pack ${pack} has none, so searches need --similarity`;
  return print(io, json, {
    text: () => wrapped(`Forgotten: the table measured on ${measuredOn}; ${now}.`),
    json: () => [{ event: 'forgotten', collection, encoder, measuredOn }],
  });
};
