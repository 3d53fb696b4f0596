import { PLOT_CSS } from '../plots/inks.js';
import { BASE } from './style/base.js';
import { MEDIA } from './style/media.js';
import { PARTS } from './style/parts.js';

/** The style of every report. The policy of the documents holds its digest. */
export const STYLE = [BASE, PARTS, PLOT_CSS, MEDIA].join('');
