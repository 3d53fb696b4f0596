import { z } from 'zod';

/** Members of addresses, for the description. */
export const PARAMS = {
  collection: z.string().describe('the name of the collection'),
  external_id: z.string().describe('your own ID for the person'),
  other_external_id: z.string().describe('your own ID of the other person'),
  face_id: z.string().describe('the ID of the face, a UUID'),
  run_id: z.string().describe('the ID of the run, whole'),
  job_id: z.string().describe('the ID of the job'),
};

export const inCollection = z.object({ collection: PARAMS.collection });

/** The members of an address as `/collections/:collection`. */
export function paramsOf(path: string): z.ZodObject {
  const known: Readonly<Record<string, z.ZodType>> = PARAMS;
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  return z.object(Object.fromEntries(names.map((name) => [name, known[name] ?? z.string()])));
}
