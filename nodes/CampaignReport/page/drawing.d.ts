import type { DrawChart } from './Chart';

/** Built from the folder `drawing` with all it needs of its library, see gulpfile.js: nobody has to install that. */
export declare const drawChart: DrawChart;
