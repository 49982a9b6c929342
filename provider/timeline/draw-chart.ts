import { coordinate, svgText } from './svg-text.js';
import type { TimeScale } from './time-scale.js';
import type { Chart, ChartLine } from './timeline.js';

const TITLE_HEIGHT = 26;
const PLOT_HEIGHT = 76;
export const CHART_HEIGHT = TITLE_HEIGHT + PLOT_HEIGHT + 14;
const LABEL_GAP = 12;
/** Between the names of the lines, for each letter. */
const LETTER_WIDTH = 7;

/** One chart: its lines as steps, the first as an area; the names of the lines above it. */
export function drawChart({ title, lines }: Chart, scale: TimeScale, top: number): string {
  const bottom = top + TITLE_HEIGHT + PLOT_HEIGHT;
  const highest = roundUp(Math.max(0, ...lines.flatMap(({ points }) => points.map(({ value }) => value))));
  const y = (value: number) => bottom - (value / highest) * PLOT_HEIGHT;
  const rule = (value: number) =>
    `<line class="grid" x1="${scale.left}" x2="${scale.right}" y1="${coordinate(y(value))}" y2="${coordinate(y(value))}"/>` +
    svgText(String(value), { x: scale.left - LABEL_GAP, y: y(value) + 4, style: 'small', anchor: 'end' });
  return [
    svgText(title, { x: scale.left, y: top + 16, style: 'label' }),
    drawNames(lines, scale.right, top + 16),
    rule(0),
    rule(highest),
    ...lines.map((line, at) => drawLine(line, at === 0, scale, y)),
  ].join('');
}

/** From the right, in the order of the lines. */
function drawNames(lines: readonly ChartLine[], right: number, y: number): string {
  let x = right;
  const names = [...lines].reverse().map(({ label, tone }) => {
    const drawn = svgText(label, { x, y, style: `name ${tone}-name`, anchor: 'end' });
    x -= label.length * LETTER_WIDTH + 16;
    return drawn;
  });
  return names.join('');
}

function drawLine(
  { points, tone }: ChartLine,
  isArea: boolean,
  scale: TimeScale,
  y: (value: number) => number,
): string {
  const [first] = points;
  if (first === undefined) return '';
  const steps = points.map(
    ({ atSeconds, value }) => `H${coordinate(scale.x(atSeconds))}V${coordinate(y(value))}`,
  );
  const [start, end] = [coordinate(scale.x(first.atSeconds)), coordinate(scale.right)];
  const outline = `M${start} ${coordinate(y(first.value))}${steps.join('')}H${end}`;
  const area = isArea ? `<path class="${tone} area" d="${outline}V${coordinate(y(0))}H${start}Z"/>` : '';
  return `${area}<path class="${tone}" d="${outline}"/>`;
}

/** The next of 1, 2, 5, 10, 20, …: a scale that people read. */
export function roundUp(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find((each) => each * power >= value * (1 - 1e-9)) ?? 10;
  return Number((step * power).toPrecision(3));
}
