import { byId } from './elements.js';

/** Where it is kept that somebody wants none. */
const STORED = 'faceenroll-review-shortcuts';

/** Keys that lead from photo to photo, and may be held down. */
const MOVES: ReadonlySet<string> = new Set([
  ...['j', 'ArrowRight', 'ArrowDown'],
  ...['k', 'ArrowLeft', 'ArrowUp'],
]);

/** Makes keys do what buttons and links of the page do. Somebody may switch that off. */
export function addShortcuts(): void {
  const list = document.querySelector<HTMLDetailsElement>('#shortcuts');
  if (!list) return;
  const wanted = byId<HTMLInputElement>('use-shortcuts');
  list.hidden = false;
  wanted.checked = localStorage.getItem(STORED) !== 'off';
  wanted.addEventListener('change', () => {
    localStorage.setItem(STORED, wanted.checked ? 'on' : 'off');
  });
  document.addEventListener('keydown', (event) => {
    if (!wanted.checked || event.ctrlKey || event.altKey || event.metaKey) return;
    // A key that is held down would go on deciding on the next page.
    if (event.repeat && !MOVES.has(event.key)) return;
    if (isTyping(event.target)) return;
    if (act(event.key, list)) event.preventDefault();
  });
}

/** Whether keys mean something to the element that has the focus. */
function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox';
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Does what a key means; false if it means nothing. */
function act(key: string, list: HTMLDetailsElement): boolean {
  switch (key) {
    case 'j':
    case 'ArrowRight':
    case 'ArrowDown':
      return go(1, key);
    case 'k':
    case 'ArrowLeft':
    case 'ArrowUp':
      return go(-1, key);
    case 'x':
      return press(cardAt()?.querySelector<HTMLElement>('input[name="photo"]'));
    case 'a':
      return press(document.querySelector<HTMLElement>('#approve'));
    case 'd':
      return openDenial();
    case '?':
      list.open = !list.open;
      if (list.open) list.querySelector('summary')?.focus();
      return true;
    default:
      return false;
  }
}

/** To the next photo of the list, or the page of the next one. The page itself scrolls by up and down. */
function go(by: 1 | -1, key: string): boolean {
  const cards = [...document.querySelectorAll<HTMLElement>('[data-card]')];
  const isVertical = key === 'ArrowUp' || key === 'ArrowDown';
  if (cards.length === 0) {
    return (
      !isVertical &&
      press(document.querySelector<HTMLElement>(`a[rel="${by === 1 ? 'next' : 'prev'}"]`))
    );
  }
  if (key === 'ArrowLeft' || key === 'ArrowRight') return false;
  const at = cards.indexOf(cardAt() as HTMLElement);
  const next = cards[at < 0 ? 0 : Math.min(cards.length - 1, Math.max(0, at + by))];
  next?.querySelector<HTMLElement>('[data-open]')?.focus();
  next?.scrollIntoView({ block: 'nearest' });
  return true;
}

/** The photo of the list in which the focus is. */
function cardAt(): HTMLElement | undefined {
  return document.activeElement?.closest<HTMLElement>('[data-card]') ?? undefined;
}

function press(element: HTMLElement | null | undefined): boolean {
  element?.click();
  return Boolean(element);
}

function openDenial(): boolean {
  const denial = document.querySelector<HTMLDetailsElement>('#denial');
  if (!denial) return false;
  denial.open = true;
  denial.querySelector('select')?.focus();
  return true;
}
