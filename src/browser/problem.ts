import { element } from './elements.js';

/** Says what is wrong with a field, where the server says it, too; screen readers read it with the field. */
export function showProblem(field: HTMLInputElement, text: string): void {
  clearProblem(field);
  const id = problemId(field);
  field.parentElement?.before(element('p', { id, className: 'error' }, text));
  field.setAttribute('aria-invalid', 'true');
  field.setAttribute('aria-describedby', [...otherDescriptions(field), id].join(' '));
}

/** Takes back what was said. */
export function clearProblem(field: HTMLInputElement): void {
  document.getElementById(problemId(field))?.remove();
  field.removeAttribute('aria-invalid');
  const others = otherDescriptions(field);
  if (others.length > 0) field.setAttribute('aria-describedby', others.join(' '));
  else field.removeAttribute('aria-describedby');
}

function problemId({ id }: HTMLInputElement): string {
  return `${id}-error`;
}

function otherDescriptions(field: HTMLInputElement): string[] {
  const ids = field.getAttribute('aria-describedby')?.split(' ') ?? [];
  return ids.filter((id) => id !== problemId(field));
}
