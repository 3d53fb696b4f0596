import { byId, element } from './elements.js';

/** A part of the photo, in percent of its sides. */
interface Part {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const SIDES = ['left', 'top', 'width', 'height'] as const;

/** A drag of less is a slip of the hand, in percent. */
const LEAST = 2;

/** Lets somebody draw on the photo what stays of it; the fields say it in numbers, and can be changed. */
export function letDraw(photo: HTMLImageElement, crop: HTMLDetailsElement): void {
  const frame = element('div', { className: 'crop-frame', hidden: true });
  photo.after(frame);
  photo.draggable = false;
  const fields = SIDES.map((side) => byId<HTMLInputElement>(`crop-${side}`));
  byId('crop-help').textContent = 'Draw a frame around the part to keep, or enter it in percent.';

  const show = (): void => {
    const values = fields.map((field) => field.valueAsNumber);
    frame.hidden = !crop.open || values.some(Number.isNaN);
    SIDES.forEach((side, at) => {
      frame.style[side] = `${values[at]}%`;
    });
  };
  const put = (part: Part): void => {
    SIDES.forEach((side, at) => {
      const field = fields[at];
      if (field) field.value = part[side].toFixed(1);
    });
    show();
  };
  for (const field of fields) field.addEventListener('input', show);
  crop.addEventListener('toggle', () => {
    photo.classList.toggle('is-cropped', crop.open);
    show();
  });
  drawn(photo, () => crop.open, put);
}

function drawn(photo: HTMLElement, mayDraw: () => boolean, put: (part: Part) => void): void {
  let from: { readonly x: number; readonly y: number } | undefined;
  const place = ({ clientX, clientY }: PointerEvent) => {
    const { left, top, width, height } = photo.getBoundingClientRect();
    return { x: percent(clientX - left, width), y: percent(clientY - top, height) };
  };
  photo.addEventListener('pointerdown', (event) => {
    if (!mayDraw() || event.button !== 0) return;
    from = place(event);
    photo.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  photo.addEventListener('pointermove', (event) => {
    if (!from) return;
    const to = place(event);
    const part = {
      left: Math.min(from.x, to.x),
      top: Math.min(from.y, to.y),
      width: Math.abs(to.x - from.x),
      height: Math.abs(to.y - from.y),
    };
    if (part.width >= LEAST && part.height >= LEAST) put(part);
  });
  for (const end of ['pointerup', 'pointercancel'] as const) {
    photo.addEventListener(end, () => {
      from = undefined;
    });
  }
}

function percent(at: number, whole: number): number {
  return Math.min(100, Math.max(0, (100 * at) / whole));
}
