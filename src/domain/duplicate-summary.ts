/** The similarity from which faces count as one person's, and its meaning. */
export type DuplicateSummary =
  | {
      readonly checked: true;
      readonly similarity: number;
      /** False match rate of one comparison. */
      readonly fmr: number;
      /** Whether that rate is beyond what was measured. */
      readonly extrapolated: boolean;
      readonly measuredOn: string;
      /** The share of photos that may wrongly be taken for a duplicate. */
      readonly fpir: number;
      readonly photos: number;
      readonly expectedFalseAlarms: number;
    }
  /** The meaning of the encoder's similarities was never measured. */
  | { readonly checked: false };
