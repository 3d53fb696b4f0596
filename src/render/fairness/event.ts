import type { FairnessReport } from '../../domain/fairness/report.js';

/** One JSON object; its members are documented in the help topic "fairness". */
export function fairnessEvent(
  report: FairnessReport,
  written: { readonly html: string | null; readonly expires: string | null },
): object {
  const differences = report.comparisons.filter(({ differs }) => differs).length;
  return { event: 'fairness', ...report, differences, ...written };
}
