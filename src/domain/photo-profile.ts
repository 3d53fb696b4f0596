/** Where and when something was published. */
export interface Published {
  /** Address of the page, or the name and number of the document. */
  readonly source: string;
  /** The day on which the page was published or read, ISO 8601. */
  readonly date: string;
}

/** What can be limited; each is measured on the upright photo. */
export const LIMITED = [
  /** Of the file. */
  'bytes',
  'width',
  'height',
  /** Width by height: 1 is a square. */
  'aspect',
  /** Bytes of the uncompressed picture (three for each pixel) by those of the file. */
  'compression',
  /** Faces found. */
  'faces',
  /** Between the centers of the eyes, in pixels. */
  'eyeDistance',
  /** Of the face's box, in pixels. */
  'faceWidth',
  'faceHeight',
  /** Of the face's box in the photo's area, 0 to 1. */
  'faceArea',
  /** Chin to crown in the photo's height, 0 to 1; the crown is estimated, without hair. */
  'headHeight',
  /** Of the eyes above the lower edge, in the photo's height, 0 to 1. */
  'eyesFromBottom',
  /** Turn of the head in degrees: positive toward the photo's right edge, up, and clockwise. */
  'yaw',
  'pitch',
  'roll',
] as const;

export type Limited = (typeof LIMITED)[number];

/** A limit that a device or service publishes. One measure may have a limit and a recommendation. */
export interface Limit extends Published {
  readonly of: Limited;
  readonly least?: number;
  readonly most?: number;
  /** In a photo larger than this, `least` grows in proportion. */
  readonly upTo?: { readonly width: number; readonly height: number };
  /** A recommendation is told as such, and refuses nobody. */
  readonly isAdvice?: true;
}

/** Formats of photos that are read here; what else a device takes is told in notes. */
export type PhotoFormat = 'jpeg' | 'png';

/** What a device or service takes for a photo: one entry of models/profiles.json. */
export interface PhotoProfile {
  /** As it is named on the command line: "biostar-2". */
  readonly name: ProfileName;
  /** What it is, for people: "Suprema BioStar 2". */
  readonly title: string;
  readonly formats?: Published & { readonly of: readonly PhotoFormat[] };
  readonly limits: readonly Limit[];
  /** How the vendor wants the file named, where it does. */
  readonly fileName?: Published & {
    /** Without extension, with `{userId}`. */
    readonly pattern: string;
  };
  /** What is published and cannot be measured, for people: "plain light background". */
  readonly notes?: readonly (Published & { readonly text: string })[];
}

/** The profiles that models/profiles.json has, in its order. */
export const PROFILE_NAMES = [
  'biostar-2',
  'biostar-x',
  'aws-rekognition',
  'azure-face',
  'zkteco-visible-light',
  'dahua-asi',
  'onguard',
  'bioid',
  'us-visa',
  'icao-9303',
] as const;

export type ProfileName = (typeof PROFILE_NAMES)[number];

/** What is known of a photo. A measure that was not taken is absent, and no limit holds for it. */
export interface PhotoFacts {
  readonly format: PhotoFormat;
  readonly measured: Readonly<Partial<Record<Limited, number>>>;
}

/** What a photo lacks for a profile. */
export interface Lack {
  readonly of: Limited | 'format';
  /** One sentence with the actual value and the limit. */
  readonly text: string;
  readonly isAdvice: boolean;
}
