import { CHART_HEIGHT, drawChart } from './draw-chart.js';
import { drawLanes, LANE_HEIGHT } from './draw-lanes.js';
import { drawMarks, MARK_HEIGHT, placeFlags, rowsOf } from './draw-marks.js';
import { coordinate, escapeText, svgText } from './svg-text.js';
import { chooseTicks, createTimeScale, describeSeconds, type TimeScale } from './time-scale.js';
import type { Timeline } from './timeline.js';
import { timelineStyle } from './timeline-style.js';

const WIDTH = 960;
const LEFT = 128;
const RIGHT = WIDTH - 24;
const HEAD_HEIGHT = 62;
const AXIS_HEIGHT = 34;
const MOST_TICKS = 12;
const SECTION_GAP = 10;

/**
 * The one picture over time: lanes of keys, figures below them, what happened and what was computed as lines through all.
 * Pure. An SVG 1.1 document of its own, without scripts and without anything from elsewhere; light or dark as the reader
 * has it.
 */
export function timelineSvg(timeline: Timeline): string {
  const { title, about = '', keys, charts, marks, durationSeconds } = timeline;
  const scale = createTimeScale(LEFT, RIGHT, durationSeconds);
  const flags = placeFlags(marks, scale);
  const flagsTop = HEAD_HEIGHT + SECTION_GAP;
  const lanesTop = flagsTop + rowsOf(flags) * MARK_HEIGHT;
  const chartsTop = lanesTop + keys.length * LANE_HEIGHT + SECTION_GAP;
  const axisTop = chartsTop + charts.length * CHART_HEIGHT;
  const height = axisTop + AXIS_HEIGHT;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${coordinate(height)}" width="${WIDTH}" height="${coordinate(height)}" role="img">`,
    `<title>${escapeText(title)}</title><desc>${escapeText(about)}</desc><style>${timelineStyle}</style>`,
    `<rect class="paper" width="${WIDTH}" height="${coordinate(height)}"/>`,
    svgText(title, { x: 24, y: 30, style: 'title' }),
    svgText(about, { x: 24, y: 52, style: 'about' }),
    drawLanes(keys, scale, lanesTop),
    ...charts.map((chart, at) => drawChart(chart, scale, chartsTop + at * CHART_HEIGHT)),
    drawMarks(flags, scale, { top: flagsTop, bottom: axisTop }),
    drawAxis(scale, axisTop),
    '</svg>\n',
  ].join('\n');
}

function drawAxis(scale: TimeScale, top: number): string {
  const line = `<line class="grid" x1="${scale.left}" x2="${scale.right}" y1="${coordinate(top)}" y2="${coordinate(top)}"/>`;
  const ticks = chooseTicks(scale.durationSeconds, MOST_TICKS).map((atSeconds) =>
    svgText(describeSeconds(atSeconds), {
      ...{ x: scale.x(atSeconds), y: top + 18, style: 'small' },
      anchor: 'middle',
    }),
  );
  return line + ticks.join('');
}
