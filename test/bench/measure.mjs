/** Run and not counted at the start of a turn: whoever had the turn before left the processor's caches to itself. */
const settlingItems = 12;

/** A turn that the operating system interrupted says little; it is taken again, so many times at most. */
const mostTries = 25;

/**
 * Microseconds for each item, one after the other: a sync subject is not made to pay for promises it does not make. What
 * must not have seen the items is made ready anew for each try.
 */
export async function timeOneAtATime({ run, sync, prepare = () => {} }, items) {
  const [settling, counted] = [items.slice(0, settlingItems), items.slice(settlingItems)];
  for (let tries = 1; ; tries++) {
    prepare();
    await runOneAtATime({ run, sync }, settling);
    const interruptions = countInterruptions();
    const start = performance.now();
    await runOneAtATime({ run, sync }, counted);
    const microseconds = ((performance.now() - start) * 1000) / counted.length;
    if (countInterruptions() === interruptions || tries === mostTries) return microseconds;
  }
}

function countInterruptions() {
  return process.resourceUsage().involuntaryContextSwitches;
}

async function runOneAtATime({ run, sync }, items) {
  if (sync) for (const item of items) run(item);
  else for (const item of items) await run(item);
}

/** The same with so many in flight: each takes the next item as soon as its last one is done. */
export async function timeInFlight({ run }, items, inFlight) {
  const left = items.values();
  const work = async () => {
    for (const item of left) await run(item);
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: inFlight }, work));
  return ((performance.now() - start) * 1000) / items.length;
}

/**
 * Runs every measurement once a round, in an order that changes with the round, so that what disturbs the machine
 * disturbs all alike.
 * @param measurements by name, each a function that answers a number.
 * @returns the numbers of all rounds, by name.
 */
export async function interleave(measurements, rounds) {
  const names = Object.keys(measurements);
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let at = 0; at < names.length; at++) {
      const name = names[(at + round) % names.length];
      samples[name].push(await measurements[name](round));
    }
  }
  return samples;
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median of the ratios within each round: a slow second slows both sides of its own ratio only. */
export function medianRatio(numerators, denominators) {
  return median(numerators.map((value, round) => value / denominators[round]));
}
