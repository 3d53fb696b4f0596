/** From which similarity on faces count as one person's, and what that means. */
export type DuplicateSummary =
  | {
      readonly checked: true;
      readonly similarity: number;
      /** False match rate of one comparison. */
      readonly fmr: number;
      /** Whether that rate is beyond what was measured. */
      readonly extrapolated: boolean;
      readonly measuredOn: string;
      /** The share of photos that may be taken for a duplicate wrongly. */
      readonly fpir: number;
      readonly photos: number;
      readonly expectedFalseAlarms: number;
    }
  /** Nobody has measured what the similarities of the encoder mean. */
  | { readonly checked: false };
