import { PLOT_CSS } from '../plots/inks.js';
import { BASE } from './style/base.js';
import { GALLERY } from './style/gallery.js';
import { MEDIA } from './style/media.js';
import { PARTS } from './style/parts.js';
import { RUN } from './style/run.js';

/** The style of every report. The policy of the documents holds its digest. */
export const STYLE = [BASE, PARTS, RUN, GALLERY, PLOT_CSS, MEDIA].join('');
