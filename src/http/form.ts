import { z } from 'zod';
import { type JsonObject, readJsonObject } from '../domain/json-object.js';
import { invalidField, unknownField } from './issues.js';
import { flagIn } from './texts.js';
import type { Form, Upload } from './uploads.js';

/** A file in the description of a form. */
export const fileField = z.string().meta({ format: 'binary' });

/** One value of a field. @throws {Problem} when it comes several times. */
export function single({ fields }: Form, name: string): string | undefined {
  const values = fields.get(name) ?? [];
  if (values.length > 1) throw invalidField(name, 'comes several times');
  return values[0];
}

/** @throws {Problem} when it is missing, or comes several times. */
export function needed(form: Form, name: string): string {
  const value = single(form, name);
  if (value !== undefined) return value;
  throw invalidField(name, 'is missing');
}

/** The file of a form. @throws {Problem} when there is none, or several. */
export function onlyFile({ files }: Form, name: string): Upload {
  const [file, another] = files.filter(({ field }) => field === name);
  if (!file) throw invalidField(name, 'is missing: send it as a file');
  if (another) throw invalidField(name, 'comes several times');
  return file;
}

/** A field that is true or false. */
export function flagField(form: Form, name: string): boolean | undefined {
  const value = single(form, name);
  if (value === undefined) return undefined;
  const flag = flagIn(value);
  if (flag !== undefined) return flag;
  throw invalidField(name, 'must be true or false');
}

/** A field with a JSON object. */
export function jsonField(name: string, text: string | undefined): JsonObject | undefined {
  if (text === undefined || text === '') return undefined;
  const read = readJsonObject(text);
  if ('problem' in read) throw invalidField(name, `must be a JSON object; ${read.problem}`);
  return read.value;
}

/** @throws {Problem} for a part of the form that nobody asks for: it may be misspelled. */
export function refuseOthers({ fields, files }: Form, known: readonly string[]): void {
  const names = [...fields.keys(), ...files.map(({ field }) => field)];
  const other = names.find((name) => !known.includes(name));
  if (other !== undefined) throw unknownField(other, known);
}
