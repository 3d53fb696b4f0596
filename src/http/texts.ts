import type { Texts } from './rows.js';
import type { Form } from './uploads.js';

/** The fields of a form as texts: one, or several of a name. */
export function textsOf({ fields }: Form): Texts {
  const texts = [...fields].map(([name, all]) => [name, all.length === 1 ? all[0] : all]);
  return Object.fromEntries(texts);
}
