/** A value, and where it was published. */
interface Published {
  /** Address of the page, or the name and number of the document. */
  readonly source: string;
  /** The day on which the page was published or read, ISO 8601. */
  readonly date: string;
}

/** A limit that a device or service publishes. */
export interface Limit extends Published {
  readonly least?: number;
  readonly most?: number;
  /** A recommendation is told as such, and refuses nobody. */
  readonly isAdvice?: true;
}

/** What can be limited; each is measured on the upright photo. */
export const LIMITED = [
  /** Of the file. */
  'bytes',
  'width',
  'height',
  /** Of all pixels. */
  'pixels',
  /** Width by height. */
  'aspect',
  /** Between the centres of the eyes, in pixels. */
  'eyeDistance',
  /** Width and height of the face's box, in pixels. */
  'faceWidth',
  'faceHeight',
  /** Of the face's box in the photo's area, 0 to 1. */
  'faceArea',
  /** Chin to crown in the photo's height, 0 to 1. */
  'headHeight',
  /** Of the eyes above the lower edge, in the photo's height, 0 to 1. */
  'eyesFromBottom',
  /** Turns of the head, in degrees either way. */
  'yaw',
  'pitch',
  'roll',
  'faces',
] as const;

export type Limited = (typeof LIMITED)[number];

/** What a device or service takes for a photo: one entry of models/profiles.json. */
export interface PhotoProfile {
  /** As it is named on the command line: "biostar-2". */
  readonly name: string;
  /** What it is, for people: "Suprema BioStar 2". */
  readonly title: string;
  readonly formats?: Published & { readonly of: readonly ('jpeg' | 'png')[] };
  readonly limits: Readonly<Partial<Record<Limited, Limit>>>;
  /** How the vendor wants the file named, where it does. */
  readonly fileName?: Published & {
    /** With `{userId}`, and the extension. */
    readonly pattern: string;
  };
  /** What is published and cannot be measured, for people: "plain light background". */
  readonly notes?: readonly (Published & { readonly text: string })[];
}

/** What a photo lacks for a profile. */
export interface Lack {
  readonly of: Limited | 'format';
  /** One sentence with the actual value and the limit. */
  readonly text: string;
  readonly isAdvice: boolean;
}
