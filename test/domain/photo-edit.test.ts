import { describe, expect, it } from 'vitest';
import { croppedFurther, turnedFurther } from '../../src/domain/photo-edit.js';

const crop = { left: 0.25, top: 0.125, width: 0.5, height: 0.25 };

describe('turning a photo that was turned and cropped', () => {
  it('keeps the same part of it', () => {
    // What was at the left is at the top after a turn to the right.
    expect(turnedFurther({ turn: 0, crop }, 90)).toEqual({
      ...{ turn: 90, crop: { left: 0.625, top: 0.25, width: 0.25, height: 0.5 } },
    });
    expect(turnedFurther({ turn: 180, crop }, 270)).toEqual({
      ...{ turn: 90, crop: { left: 0.125, top: 0.25, width: 0.25, height: 0.5 } },
    });
  });

  it('four times leaves it as it was', () => {
    const once = (edit: Parameters<typeof turnedFurther>[0]) => turnedFurther(edit, 90);
    const start = { turn: 270, crop } as const;
    expect(once(once(once(once(start))))).toEqual(start);
  });

  it('without a crop only turns', () => {
    expect(turnedFurther({ turn: 90 }, 270)).toEqual({ turn: 0 });
  });
});

describe('cropping a photo that was turned and cropped', () => {
  it('takes a part of what is left', () => {
    const half = { left: 0.5, top: 0, width: 0.5, height: 1 };
    expect(croppedFurther({ turn: 90, crop }, half)).toEqual({
      ...{ turn: 90, crop: { left: 0.5, top: 0.125, width: 0.25, height: 0.25 } },
    });
    expect(croppedFurther({ turn: 0 }, half)).toEqual({ turn: 0, crop: half });
  });
});
