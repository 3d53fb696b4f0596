/** Makes an element with properties and children. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** An element that every page with a form has. */
export function byId<Kind extends HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`no element #${id}`);
  return found as Kind;
}

/** Says something in the part of the page that screen readers announce. */
export function announce(text: string, kind: 'news' | 'problem' = 'news'): void {
  const status = byId('status');
  status.textContent = text;
  status.classList.toggle('error', kind === 'problem');
}
