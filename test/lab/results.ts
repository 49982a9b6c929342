import type { Party } from '../parties/party.js';
import type { Row } from './row.js';
import type { RowRun } from './run-row.js';

/** Figures of all repetitions of one party in one row. */
export interface Cell {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly repetitions: number;
  /** What was said, each once. */
  readonly said: readonly string[];
}

interface RowHead extends Pick<Row, 'id' | 'title' | 'unit' | 'atMost'> {
  readonly note: string | null;
  /** Ours. */
  readonly ours: Cell;
  readonly met: boolean;
  /** In which the machine lost too much time, however often they were tried. */
  readonly stalledRuns: number;
}

export interface PublicRow extends RowHead {
  readonly private: false;
  /** By name; null: the row is not about them. */
  readonly others: Readonly<Record<string, Cell | null>>;
}

export interface PrivateRow extends RowHead {
  readonly private: true;
  /** How many the row is about, and how many of them miss the bar. */
  readonly others: { readonly asked: number; readonly missed: number; readonly repetitions: number };
}

export interface LabResults {
  readonly date: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly platform: string };
  readonly node: string;
  readonly repetitions: number;
  /** Of the last time that all rows were played. */
  readonly tookSeconds: number;
  readonly parties: readonly ListedParty[];
  readonly rows: readonly (PublicRow | PrivateRow)[];
}

export interface ListedParty extends Pick<Party, 'name' | 'settings' | 'lifetime'> {
  readonly versions: Readonly<Record<string, string>>;
  readonly isOurs: boolean;
}

/** Undefined: what the row is about never happened with this party. */
export function toCell(runs: readonly RowRun[]): Cell | null {
  const seen = runs.flatMap(({ observation }) => observation ?? []);
  const figures = seen.map(({ figure }) => figure).sort((a, b) => a - b);
  const [least, most] = [figures[0], figures.at(-1)];
  if (least === undefined || most === undefined) return null;
  const middle = figures.length / 2;
  const [low = least, high = least] = [figures[Math.ceil(middle) - 1], figures[Math.floor(middle)]];
  const said = [...new Set(seen.flatMap((each) => each.said ?? []))].sort();
  return {
    ...{ median: round((low + high) / 2), least: round(least), most: round(most) },
    repetitions: seen.length,
    said,
  };
}

/** Ours meets a bar in every repetition; another misses it where its median does. */
export function toRow(
  row: Row,
  ours: Cell,
  others: Readonly<Record<string, Cell | null>>,
  stalledRuns: number,
): PublicRow | PrivateRow {
  const { id, title, unit, atMost, note = null } = row;
  const head = { id, title, unit, atMost, note, ours, met: ours.most <= atMost, stalledRuns };
  if (row.private !== true) return { ...head, private: false, others };
  const cells = Object.values(others).filter((cell) => cell !== null);
  return {
    ...head,
    private: true,
    others: {
      asked: cells.length,
      missed: cells.filter(({ median }) => median > atMost).length,
      repetitions: cells.length === 0 ? 0 : Math.min(...cells.map(({ repetitions }) => repetitions)),
    },
  };
}

/** Rows that were played anew take the place of what they were. */
export function renewRows(before: LabResults, anew: LabResults): LabResults {
  const rows = before.rows.map((row) => anew.rows.find(({ id }) => id === row.id) ?? row);
  return { ...anew, tookSeconds: before.tookSeconds, rows };
}

const round = (figure: number) => Number(figure.toFixed(2));
