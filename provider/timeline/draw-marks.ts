import { coordinate, svgText } from './svg-text.js';
import { describeSeconds, type TimeScale } from './time-scale.js';
import type { Mark } from './timeline.js';

export const MARK_HEIGHT = 16;
const LETTER_WIDTH = 6.4;
const FLAG_GAP = 5;

interface Flag {
  readonly mark: Mark;
  readonly text: string;
  readonly row: number;
}

/** Each mark's words in the first row where they cover no others. Pure. */
export function placeFlags(marks: readonly Mark[], scale: TimeScale): readonly Flag[] {
  const ends: number[] = [];
  return [...marks]
    .sort((a, b) => a.atSeconds - b.atSeconds)
    .map((mark) => {
      const text = `${mark.label} · ${describeSeconds(mark.atSeconds)}`;
      const [from, to] = reach(mark, text, scale);
      const free = ends.findIndex((end) => end + FLAG_GAP < from);
      const row = free < 0 ? ends.length : free;
      ends[row] = to;
      return { mark, text, row };
    });
}

export function rowsOf(flags: readonly Flag[]): number {
  return Math.max(0, ...flags.map(({ row }) => row + 1));
}

/** A line through the whole picture for each mark, its words above. */
export function drawMarks(
  flags: readonly Flag[],
  scale: TimeScale,
  { top, bottom }: { readonly top: number; readonly bottom: number },
): string {
  return flags
    .map(({ mark, text, row }) => {
      const x = coordinate(scale.x(mark.atSeconds));
      const y = top + row * MARK_HEIGHT;
      const [from] = reach(mark, text, scale);
      return (
        `<line class="${mark.kind}" x1="${x}" x2="${x}" y1="${coordinate(y - 8)}" y2="${coordinate(bottom)}"/>` +
        svgText(text, { x: from + FLAG_GAP, y: y + 2, style: `small ${mark.kind}-name` })
      );
    })
    .join('');
}

/** To the right of its line, or to the left where the picture ends. */
function reach({ atSeconds }: Mark, text: string, scale: TimeScale): readonly [number, number] {
  const x = scale.x(atSeconds);
  const width = text.length * LETTER_WIDTH + FLAG_GAP;
  return x + width > scale.right ? [x - width - FLAG_GAP, x - FLAG_GAP] : [x, x + width];
}
