import type { Clock } from '@keyturn/shared/clock';
import type { RunnerName } from '../scenario/report.js';
import type { RunProgress } from '../scenario/run-progress.js';
import type { Terminal } from './terminal.js';

const EVERY_SECONDS = 5;

/** How far a drill is, for a person who waits: on standard error, since a program may read the reports. */
export class DrillProgress {
  readonly #terminal: Pick<Terminal, 'complain'>;
  readonly #place: string;
  readonly #clock: Clock;
  readonly #beganAtMilliseconds: number;
  #toldAtMilliseconds: number;

  /** @param place which drill, and of how many. */
  constructor(terminal: Pick<Terminal, 'complain'>, place: string, clock: Clock) {
    this.#terminal = terminal;
    this.#place = place;
    this.#clock = clock;
    this.#beganAtMilliseconds = clock.monotonicMilliseconds();
    this.#toldAtMilliseconds = this.#beganAtMilliseconds;
  }

  begin(durationSeconds: number, clock: RunnerName): void {
    const time = clock === 'real' ? 'as they pass' : 'as fast as it can';
    this.#terminal.complain(`${this.#place}: ${Math.ceil(durationSeconds)} s, ${time} …`);
  }

  /** What a service that is called must do, or it fails for no fault of the keys. */
  ask(copiesOutlastSeconds: number): void {
    this.#terminal.complain(
      `${this.#place}: asks of the service that it uses a copy of the keys for ${copiesOutlastSeconds} s ` +
        'after its end where none better comes',
    );
  }

  /** A line every few seconds that the person waits. */
  tell({ elapsedSeconds, durationSeconds, seen }: RunProgress): void {
    const now = this.#clock.monotonicMilliseconds();
    if (now - this.#toldAtMilliseconds < EVERY_SECONDS * 1000) return;
    this.#toldAtMilliseconds = now;
    const far = `${Math.floor(elapsedSeconds)} of ${Math.ceil(durationSeconds)} s`;
    this.#terminal.complain(
      `${this.#place}: ${far}, ${seen.validTokensTried} tokens tried, ${seen.refused} not accepted`,
    );
  }

  end(verdict: string): void {
    const tookSeconds = (this.#clock.monotonicMilliseconds() - this.#beganAtMilliseconds) / 1000;
    this.#terminal.complain(`${this.#place}: ${verdict}, after ${tookSeconds.toFixed(1)} s`);
  }
}
