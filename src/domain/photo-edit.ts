import type { Turn } from './inspection.js';
import type { PhotoEdit } from './review.js';

type Crop = Required<PhotoEdit>['crop'];

const WHOLE: Crop = { left: 0, top: 0, width: 1, height: 1 };

/** Turns a photo that was turned and cropped before, clockwise; the same part of it stays. */
export function turnedFurther({ turn, crop }: PhotoEdit, by: Turn): PhotoEdit {
  const turns = Array.from({ length: by / 90 });
  return {
    turn: ((turn + by) % 360) as Turn,
    ...(crop && { crop: turns.reduce<Crop>(turnedOnce, crop) }),
  };
}

/** Crops a photo that was turned and cropped before; `crop` is of what is left of it. */
export function croppedFurther({ turn, crop: before = WHOLE }: PhotoEdit, crop: Crop): PhotoEdit {
  return {
    turn,
    crop: {
      left: before.left + crop.left * before.width,
      top: before.top + crop.top * before.height,
      width: crop.width * before.width,
      height: crop.height * before.height,
    },
  };
}

/** Where a crop lies after a quarter turn. */
function turnedOnce({ left, top, width, height }: Crop): Crop {
  return { left: Math.max(0, 1 - top - height), top: left, width: height, height: width };
}
