import { coordinate, escapeText, svgText } from './svg-text.js';
import { describeSeconds, type TimeScale } from './time-scale.js';
import type { KeyLane, KeySpan } from './timeline.js';

export const LANE_HEIGHT = 24;
const BAR_HEIGHT = 16;
const LABEL_GAP = 12;
/** A narrower bar has no room for a word. */
const WORD_WIDTH = 58;

/** The lanes of the keys, one below the other. */
export function drawLanes(lanes: readonly KeyLane[], scale: TimeScale, top: number): string {
  return lanes.map((lane, at) => drawLane(lane, scale, top + at * LANE_HEIGHT)).join('');
}

function drawLane({ label, spans }: KeyLane, scale: TimeScale, top: number): string {
  const middle = top + LANE_HEIGHT / 2;
  const name = svgText(label, { x: scale.left - LABEL_GAP, y: middle + 4, style: 'label', anchor: 'end' });
  const line = `<line class="grid" x1="${scale.left}" x2="${scale.right}" y1="${coordinate(middle)}" y2="${coordinate(middle)}"/>`;
  return name + line + spans.map((span) => drawSpan(span, scale, middle)).join('');
}

function drawSpan({ state, fromSeconds, toSeconds }: KeySpan, scale: TimeScale, middle: number): string {
  const from = scale.x(fromSeconds);
  const width = Math.max(1, scale.x(toSeconds) - from);
  const story = `${state}: ${describeSeconds(fromSeconds)} to ${describeSeconds(toSeconds)}`;
  const bar =
    `<rect class="${state}" x="${coordinate(from)}" y="${coordinate(middle - BAR_HEIGHT / 2)}" width="${coordinate(width)}"` +
    ` height="${BAR_HEIGHT}" rx="3"><title>${escapeText(story)}</title></rect>`;
  const word = { x: from + width / 2, y: middle + 4, style: `on-${state}`, anchor: 'middle' } as const;
  return width < WORD_WIDTH ? bar : bar + svgText(state, word);
}
